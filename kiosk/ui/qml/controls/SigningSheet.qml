import QtQuick
import ".."

// Lies over the review: the pad, "sign again", "I cannot sign", and the way that sends the dossier.
Rectangle {
    id: sheet

    required property var view

    objectName: "signing-sheet"
    color: Theme.page
    Accessible.role: Accessible.Dialog
    Accessible.name: Visit.t["sign.title"]

    // What lies below takes no touch.
    MouseArea {
        anchors.fill: parent
    }

    Column {
        id: column

        readonly property bool beside: !Theme.portrait
        // [pixels] For the pad, between the words and the footer.
        readonly property real room: footer.y - Theme.gap - Theme.u(24) - words.height - spacing - (beside ? 0 : choices.height + spacing)

        anchors.horizontalCenter: parent.horizontalCenter
        y: Theme.u(24) + Math.max(0, Math.round((footer.y - Theme.gap - Theme.u(24) - height) * 0.4))
        width: Theme.pageWidth
        spacing: Theme.gap

        Column {
            id: words

            width: parent.width
            spacing: Theme.u(8)

            Label {
                width: parent.width
                text: Visit.t["sign.title"]
                font.pixelSize: Theme.title
                font.weight: Font.Bold
                Accessible.role: Accessible.Heading
            }

            Label {
                width: parent.width
                text: Visit.t[sheet.view.cannot_sign ? "sign.cannot_said" : "sign.lead"]
                color: Theme.muted
            }
        }

        Grid {
            width: parent.width
            columns: column.beside ? 2 : 1
            spacing: Theme.gap
            verticalItemAlignment: Grid.AlignVCenter

            SignaturePad {
                id: pad

                shape: sheet.view.pad_shape

                width: Math.max(Theme.u(420), Math.min(column.width - (column.beside ? choices.width + parent.spacing : 0), Math.round(column.room * shape)))
                height: Math.round(width / shape)
                visible: !sheet.view.cannot_sign
                strokes: sheet.view.strokes
                onSigned: strokes => Visit.act("sign", {
                    strokes: strokes
                })
            }

            Grid {
                id: choices

                width: column.beside ? Math.max(again.implicitWidth, cannot.implicitWidth) : parent.width
                columns: column.beside || Theme.big ? 1 : 2
                spacing: Theme.gap

                Button {
                    id: again

                    sends: "clear_signature"
                    width: implicitWidth
                    enabled: sheet.view.strokes.length > 0 || sheet.view.cannot_sign
                    symbol: "undo"
                    text: Visit.t["sign.clear"]
                    onClicked: pad.clear()
                }

                Button {
                    id: cannot

                    objectName: "action-cannot_sign"
                    width: Math.min(implicitWidth, column.width)
                    look: "quiet"
                    visible: !sheet.view.cannot_sign
                    text: Visit.t["sign.cannot"]
                    onClicked: {
                        pad.clear();
                        Visit.act("cannot_sign", {
                            value: true
                        });
                    }
                }
            }
        }
    }

    Item {
        id: footer

        x: Math.round((parent.width - width) / 2)
        y: parent.height - height - Theme.u(Theme.portrait ? 40 : 24)
        width: Theme.pageWidth
        height: Math.max(send.height, back.height)

        Button {
            id: back

            sends: "signing"
            sendArgs: ({
                    value: false
                })
            anchors.verticalCenter: parent.verticalCenter
            width: Math.max(implicitWidth, Theme.u(220))
            height: Math.max(Theme.u(112), implicitHeight)
            symbol: "back"
            text: Visit.t["button.back"]
        }

        Button {
            id: send

            sends: "submit"
            anchors.right: parent.right
            enabled: sheet.view.can_submit
            width: Theme.portrait ? parent.width - back.width - Theme.gap : Math.min(parent.width - back.width - Theme.gap, Math.max(Theme.u(640), implicitWidth))
            height: Math.max(Theme.u(112), implicitHeight)
            look: "primary"
            textSize: Theme.large
            symbol: "send"
            symbolAtEnd: true
            text: Visit.t["review.submit"]
        }
    }
}
