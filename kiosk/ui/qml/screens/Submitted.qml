import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    title: Visit.t["submitted.title"]
    mainText: Visit.t["submitted.finish"]
    mainSymbol: "exit"
    mainAction: "rate"
    align: 0.2

    Panel {
        width: parent.width
        padding: Theme.u(36)

        Grid {
            id: grid

            readonly property real cell: Theme.portrait ? width : width - code.width - columnSpacing

            width: parent.width
            columns: Theme.portrait ? 1 : 2
            columnSpacing: Theme.u(40)
            rowSpacing: Theme.u(28)
            verticalItemAlignment: Grid.AlignVCenter
            horizontalItemAlignment: Grid.AlignHCenter

            Column {
                width: grid.cell
                spacing: Theme.u(10)

                Row {
                    x: Theme.portrait ? Math.round((parent.width - width) / 2) : 0
                    spacing: Theme.u(16)

                    Icon {
                        id: sign

                        name: "check-circle"
                        size: Theme.u(52)
                        color: Theme.complete
                    }

                    Label {
                        anchors.verticalCenter: parent.verticalCenter
                        width: Math.min(Math.ceil(implicitWidth), parent.parent.width - sign.width - parent.spacing)
                        text: Visit.t["submitted.number"]
                        font.pixelSize: Theme.large
                        color: Theme.muted
                    }
                }

                Label {
                    objectName: "submitted-number"
                    width: parent.width
                    text: screen.view.number
                    font.pixelSize: Theme.u(Theme.portrait ? 64 : 52)
                    font.weight: Font.Bold
                    color: Theme.primary
                    // One line whatever the machine is called: people read it aloud and copy it.
                    wrapMode: Text.NoWrap
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Theme.body
                    horizontalAlignment: Theme.portrait ? Text.AlignHCenter : Text.AlignLeft
                }

                Label {
                    width: parent.width
                    text: screen.view.official ? Visit.say("submitted.official", {
                        number: screen.view.official
                    }) : Visit.t["submitted.temporary"]
                    color: Theme.muted
                    horizontalAlignment: Theme.portrait ? Text.AlignHCenter : Text.AlignLeft
                }
            }

            QrCode {
                id: code

                matrix: screen.view.qr
                most: Theme.u(Theme.portrait ? 460 : 360)
            }
        }
    }

    Label {
        width: parent.width
        text: screen.view.sentence
        font.pixelSize: Theme.large
    }

    Label {
        objectName: "split"
        width: parent.width
        visible: text !== ""
        text: screen.view.split
        color: Theme.muted
    }

    Panel {
        width: parent.width
        visible: screen.view.slip !== "none" || screen.view.slip_sentence !== ""

        Grid {
            id: slip

            readonly property bool bad: screen.view.slip === "failed" || screen.view.slip === "unknown"

            width: parent.width
            columns: Theme.portrait ? 1 : 2
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap
            verticalItemAlignment: Grid.AlignVCenter

            Item {
                width: Theme.portrait || !againButton.visible ? slip.width : slip.width - againButton.width - slip.columnSpacing
                height: Math.max(slipFault.visible ? slipFault.height : slipIcon.height, slipWords.height)

                FaultPicture {
                    id: slipFault

                    visible: name !== ""
                    name: screen.view.slip_picture
                    width: Theme.u(160)
                    height: implicitHeight
                    anchors.verticalCenter: parent.verticalCenter
                }

                Icon {
                    id: slipIcon

                    visible: !slipFault.visible
                    name: slip.bad ? "warning" : "printer"
                    size: Theme.u(64)
                    color: slip.bad ? Theme.missing : Theme.primary
                    anchors.verticalCenter: parent.verticalCenter
                }

                Label {
                    id: slipWords

                    x: (slipFault.visible ? slipFault.width : slipIcon.width) + Theme.gap
                    width: parent.width - x
                    anchors.verticalCenter: parent.verticalCenter
                    text: screen.view.slip_sentence
                    font.weight: Font.Medium
                    color: slip.bad ? Theme.missing : Theme.ink
                }
            }

            Button {
                id: againButton

                sends: "print_again"
                visible: screen.view.can_print
                width: Theme.portrait ? slip.width : Math.max(implicitWidth, Theme.u(360))
                symbol: "printer"
                text: Visit.t["submitted.print_again"]
            }
        }
    }
}
