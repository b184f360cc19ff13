pragma ComponentBehavior: Bound
import QtQuick
import ".."

// One row of the dossier: which paper, what is there of it, and the ways to bring it in.
Rectangle {
    id: card

    required property var row
    // The first row that still wants something: its button stands out.
    property bool next: false
    property bool readOnly: false

    // Nothing is asked for here and now: a form comes later, an optional paper may stay away. No verdict that frightens or cheers.
    readonly property bool later: !readOnly && row.kind === "form" && row.verdict === "missing"
    readonly property bool needless: !row.required && row.pages === 0
    readonly property bool scannable: !readOnly && row.kind !== "form"
    readonly property bool twoWays: row.sources.length > 1
    readonly property real inner: width - 2 * Theme.u(28)
    readonly property bool beside: !Theme.portrait && scannable
    readonly property real textWidth: beside ? Math.round(inner * 0.42) : inner

    implicitHeight: Math.max(texts.height, beside ? actions.height : 0) + (beside || !scannable ? 0 : actions.height + Theme.u(24)) + Theme.u(56)
    radius: Theme.radius
    color: Theme.surface
    border.width: Math.max(1, Theme.u(next ? 4 : 2))
    border.color: next ? Theme.primary : Theme.line

    Item {
        id: texts

        x: Theme.u(28)
        y: Theme.u(28)
        width: card.textWidth
        height: words.height

        Rectangle {
            id: badge

            width: Math.max(Theme.u(60), Math.ceil(Theme.body * 1.5))
            height: width
            radius: width / 2
            color: Theme.primarySoft

            Label {
                anchors.centerIn: parent
                text: card.row.position
                font.weight: Font.Bold
                color: Theme.primary
            }
        }

        Column {
            id: words

            x: badge.width + Theme.u(24)
            width: texts.width - x
            spacing: Theme.u(14)

            Label {
                width: parent.width
                text: card.row.name
                font.pixelSize: Theme.large
                font.weight: Font.DemiBold
            }

            Label {
                width: parent.width
                visible: text !== ""
                text: card.row.kind === "form" ? Visit.t["papers.made_from_form"] : card.row.copies
                color: Theme.muted
            }

            // Why an officer wants it again.
            Label {
                objectName: "asked-" + card.row.id
                width: parent.width
                visible: text !== ""
                text: card.row.asked ?? ""
                color: Theme.missing
                font.weight: Font.DemiBold
            }

            Label {
                width: parent.width
                visible: text !== "" && !card.readOnly
                text: card.row.hint ?? ""
                color: Theme.muted
                font.pixelSize: Theme.small
            }

            Flow {
                width: parent.width
                spacing: Theme.u(12)

                Chip {
                    visible: card.later || card.needless
                    symbol: card.later ? "pen" : "info"
                    text: card.later ? card.row.reason : card.row.verdict_text
                }

                VerdictChip {
                    visible: !card.later && !card.needless
                    verdict: card.row.verdict
                    text: card.row.verdict_text
                }

                Chip {
                    visible: card.row.pages > 0
                    symbol: "pages"
                    text: card.row.pages === 1 ? Visit.t["papers.one_page"] : Visit.say("papers.pages", {
                        count: card.row.pages
                    })
                }

                Chip {
                    visible: !card.row.required && !card.needless
                    text: Visit.t["papers.optional"]
                }

                ReferenceChip {
                    text: card.row.reference
                }
            }

            Label {
                width: parent.width
                visible: text !== "" && !card.later && !card.needless
                text: card.row.reason ?? ""
                font.pixelSize: Theme.small
                color: card.row.verdict === "complete" ? Theme.muted : card.row.verdict === "officer" ? Theme.officer : Theme.missing
            }
        }
    }

    Column {
        id: actions

        readonly property real cell: card.twoWays ? Math.floor((width - Theme.u(16)) / 2) : width

        visible: card.scannable
        x: card.beside ? texts.x + texts.width + Theme.u(28) : Theme.u(28)
        y: card.beside ? Theme.u(28) : texts.y + texts.height + Theme.u(24)
        width: card.beside ? card.inner - card.textWidth - Theme.u(28) : card.inner
        spacing: Theme.u(16)

        Row {
            id: ways

            visible: card.row.sources.length > 0 && !card.row.not_at_hand
            spacing: Theme.u(16)

            Repeater {
                model: card.row.sources.length

                Button {
                    required property int index
                    readonly property string source: card.row.sources[index] ?? ""

                    objectName: "action-scan-" + card.row.id + "-" + source
                    width: actions.cell
                    height: Math.max(implicitHeight, Theme.u(104))
                    leftPadding: Theme.u(16)
                    rightPadding: Theme.u(16)
                    look: card.next && index === 0 ? "primary" : "outline"
                    symbol: source
                    text: Visit.t[card.twoWays ? "scan." + source : card.row.pages > 0 ? "scan.again" : "scan.one"]
                    onClicked: Visit.act("scan", {
                        row: card.row.id,
                        source: source
                    })
                }
            }
        }

        Row {
            spacing: Theme.u(16)

            Button {
                objectName: "action-look-" + card.row.id
                visible: card.row.pages > 0
                width: card.row.pages > 0 && notAtHand.visible ? Math.floor((actions.width - Theme.u(16)) / 2) : actions.width
                symbol: "eye"
                text: Visit.t["papers.look"]
                onClicked: Visit.act("look", {
                    row: card.row.id
                })
            }

            Button {
                id: notAtHand

                objectName: "action-not_at_hand-" + card.row.id
                visible: card.row.pages === 0
                width: actions.width
                look: card.row.not_at_hand ? "soft" : "outline"
                tint: card.row.not_at_hand ? Theme.primary : Theme.muted
                symbol: card.row.not_at_hand ? "undo" : ""
                text: card.row.not_at_hand ? Visit.t["papers.have_it"] : Visit.t["papers.not_at_hand"]
                onClicked: Visit.act("not_at_hand", {
                    row: card.row.id,
                    value: !card.row.not_at_hand
                })
            }
        }
    }
}
