import QtQuick
import ".."

// A question over everything: one title, one sentence, one or two answers.
Rectangle {
    id: dialog

    property string title
    property string sentence
    property string number
    default property alias answers: column.data

    visible: false
    color: Theme.veil
    Accessible.role: Accessible.Dialog
    Accessible.name: title

    MouseArea {
        anchors.fill: parent
    }

    Rectangle {
        anchors.centerIn: parent
        width: Math.min(dialog.width - 2 * Theme.margin, Theme.u(860))
        height: sheet.height + 2 * Theme.u(56)
        radius: Theme.u(28)
        color: Theme.surface

        Column {
            id: sheet

            x: Theme.u(56)
            y: Theme.u(56)
            width: parent.width - 2 * x
            spacing: Theme.u(24)

            Label {
                width: parent.width
                text: dialog.title
                font.pixelSize: Theme.title
                font.weight: Font.Bold
                horizontalAlignment: Text.AlignHCenter
            }

            Label {
                width: parent.width
                visible: text !== ""
                text: dialog.number
                font.pixelSize: Theme.huge
                font.weight: Font.Bold
                color: Theme.primary
                horizontalAlignment: Text.AlignHCenter
            }

            Label {
                width: parent.width
                visible: text !== ""
                text: dialog.sentence
                font.pixelSize: Theme.large
                horizontalAlignment: Text.AlignHCenter
            }

            Column {
                id: column

                width: parent.width
                topPadding: Theme.u(16)
                spacing: Theme.u(20)
            }
        }
    }
}
