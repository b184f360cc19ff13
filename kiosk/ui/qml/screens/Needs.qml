pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

// What a case asks for, before anything is scanned: papers, time, fees, who decides; the list to take home.
Screen {
    id: screen

    readonly property bool printing: view.slip === "printing"
    readonly property bool bad: view.slip === "not_printed" || view.slip === "unknown" || view.slip === "none" || (view.slip === "" && view.slip_sentence !== "")
    readonly property bool printable: view.printer !== "absent" && view.slip !== "none"
    readonly property var symbols: ({
            time: "clock",
            fee: "money",
            agency: "officer",
            result: "page",
            legal: "law",
            level: "globe"
        })

    title: Visit.t["needs.title"]
    lead: (view.procedure.short || view.procedure.name) + (view.case !== "" ? " – " + view.case : "")
    mainText: Visit.t[view.browsing ? "needs.file_this" : "needs.have_papers"]
    mainAction: view.browsing ? "file_this" : "have_papers"
    mainSymbol: view.browsing ? "forward" : "check"
    covered: notYet.visible

    Flow {
        id: columns

        readonly property bool beside: !Theme.portrait && !Theme.big
        readonly property real cell: beside ? Math.floor((width - spacing) / 2) : width

        width: parent.width
        spacing: Theme.u(28)

        Panel {
            width: columns.cell
            spacing: Theme.u(26)

            Label {
                width: parent.width
                text: Visit.t["needs.papers"]
                font.pixelSize: Theme.large
                font.weight: Font.Bold
                color: Theme.primary
                Accessible.role: Accessible.Heading
            }

            Repeater {
                model: screen.view.papers.length

                NeededPaper {
                    required property int index

                    width: parent.width
                    item: screen.view.papers[index] ?? screen.view.papers[0]
                }
            }
        }

        Column {
            width: columns.cell
            spacing: Theme.u(28)

            Panel {
                width: parent.width
                visible: screen.view.qr.length > 0

                Row {
                    width: parent.width
                    spacing: Theme.gap

                    QrCode {
                        id: code

                        matrix: screen.view.qr
                        most: Theme.u(300)
                        Accessible.name: Visit.t["needs.qr"]
                    }

                    Label {
                        width: parent.width - code.width - Theme.gap
                        anchors.verticalCenter: parent.verticalCenter
                        text: Visit.t["needs.qr_hint"]
                    }
                }
            }

            Panel {
                width: parent.width
                spacing: Theme.u(26)

                Repeater {
                    model: screen.view.details.length

                    Detail {
                        required property int index

                        width: parent.width
                        item: screen.view.details[index] ?? screen.view.details[0]
                        symbol: screen.symbols[item.id] ?? ""
                    }
                }
            }
        }
    }

    // Beside the title where the screen is low, above the main way where it is high, at the end where words are large.
    pinned: [
        Loader {
            width: parent?.width ?? 0
            active: !Theme.portrait && !Theme.big
            sourceComponent: ways
        }
    ]

    last: [
        Column {
            width: parent?.width ?? 0
            spacing: Theme.u(16)

            Banner {
                objectName: "list-sentence"
                width: parent.width
                visible: text !== ""
                symbol: screen.bad ? "warning" : "printer"
                ink: screen.bad ? Theme.missing : Theme.primary
                color: screen.bad ? Theme.missingSoft : Theme.primarySoft
                text: screen.view.slip_sentence
            }

            Loader {
                width: parent.width
                active: Theme.portrait && !Theme.big
                visible: active
                sourceComponent: ways
            }
        }
    ]

    Loader {
        width: parent.width
        active: Theme.big
        visible: active
        sourceComponent: ways
    }

    Component {
        id: ways

        Flow {
            id: flow

            // Out of reach, also for Tab, while the question lies over it.
            enabled: !notYet.visible

            readonly property int count: (printButton.visible ? 1 : 0) + (notYetButton.visible ? 1 : 0)
            readonly property real cell: count > 1 && !Theme.big ? Math.floor((width - spacing) / 2) : width
            readonly property real tall: Math.max(Theme.touch, printButton.implicitHeight, notYetButton.implicitHeight)

            spacing: Theme.u(16)

            Button {
                id: printButton

                sends: "print_list"
                width: flow.cell
                height: flow.tall
                visible: screen.printable
                enabled: !screen.printing
                symbol: "printer"
                text: Visit.t[screen.view.slip === "" ? "needs.print_list" : "needs.print_again"]
            }

            Button {
                id: notYetButton

                objectName: "not-yet"
                width: flow.cell
                height: flow.tall
                visible: !screen.view.browsing
                symbol: "close"
                text: Visit.t["needs.not_yet"]
                onClicked: notYet.visible = true
            }
        }
    }

    Dialog {
        id: notYet

        objectName: "not-yet-dialog"
        parent: screen
        anchors.fill: parent
        // Large words on a low screen: what became of the list, or the question, and the answers.
        title: short && screen.view.slip !== "" ? (screen.bad ? Visit.t["needs.list_failed"] : screen.view.slip_sentence) : Visit.t["needs.not_yet_title"]
        sentence: short ? "" : screen.view.slip !== "" ? screen.view.slip_sentence : Visit.t[screen.printable ? "needs.not_yet_sentence" : "needs.not_yet_no_printer"]

        readonly property bool short: Theme.big && !Theme.portrait
        readonly property real words: Theme.big ? Theme.body : Theme.large

        Button {
            objectName: "not-yet-print"
            width: parent.width
            visible: screen.printable
            enabled: !screen.printing
            look: "primary"
            textSize: notYet.words
            symbol: "printer"
            text: Visit.t[screen.view.slip === "" ? "needs.print" : "needs.print_again"]
            onClicked: Visit.act("print_list", {})
        }

        Button {
            objectName: "not-yet-stay"
            width: parent.width
            textSize: notYet.words
            symbol: "list"
            text: Visit.t["needs.stay"]
            onClicked: notYet.visible = false
        }

        Button {
            objectName: "not-yet-leave"
            width: parent.width
            textSize: notYet.words
            symbol: "exit"
            tint: Theme.fault
            text: Visit.t["needs.leave"]
            onClicked: Visit.act("leave", {})
        }
    }
}
