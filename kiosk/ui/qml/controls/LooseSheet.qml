pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import ".."

// A page on the board: a touch selects it, a finger that holds it drags it.
T.AbstractButton {
    id: sheet

    // A LooseSheet of VIEW.md.
    required property var page
    property bool chosen: false
    property bool away: false

    readonly property string name: Visit.say("pages.number", {
        number: page.number
    })

    signal dragBegun
    signal dragged(point point)
    signal dropped

    objectName: "sheet-" + page.id
    width: Theme.u(Theme.portrait ? 150 : 140)
    height: Math.round(width * 1.25) + Theme.u(40)
    focusPolicy: Qt.TabFocus
    opacity: away ? 0.35 : 1
    scale: drag.held && !away ? 1.08 : 1
    Accessible.role: Accessible.CheckBox
    Accessible.checkable: true
    Accessible.checked: chosen
    Accessible.name: [name, page.why, ...page.reasons, page.twin].filter(sentence => sentence !== "").join(". ")
    Accessible.onPressAction: sheet.click()

    background: Rectangle {
        radius: Theme.u(12)
        color: sheet.chosen ? Theme.primarySoft : Theme.sunken
        border.width: Math.max(1, Theme.u(sheet.chosen ? 6 : 2))
        border.color: sheet.chosen ? Theme.primary : sheet.page.sure || sheet.page.why === "" ? Theme.line : Theme.missing
    }

    contentItem: Item {
        PagePicture {
            x: Theme.u(10)
            y: Theme.u(10)
            width: parent.width - 2 * x
            height: parent.height - Theme.u(52)
            page: sheet.page
            marked: false
        }

        Label {
            anchors.horizontalCenter: parent.horizontalCenter
            y: parent.height - height - Theme.u(6)
            text: sheet.page.number
            font.pixelSize: Theme.small
            font.weight: Font.Bold
            color: sheet.chosen ? Theme.primary : Theme.ink
            Accessible.ignored: true
        }

        Icon {
            x: Theme.u(8)
            y: parent.height - height - Theme.u(8)
            visible: name !== ""
            name: sheet.chosen ? "check-circle" : sheet.page.verdict !== "good" || sheet.page.twin !== "" ? "warning" : ""
            size: Theme.u(32)
            color: sheet.chosen ? Theme.primary : Theme.missing
        }
    }

    HeldDrag {
        id: drag

        button: sheet
        onActiveChanged: active ? sheet.dragBegun() : sheet.dropped()
        onCentroidChanged: if (active)
            sheet.dragged(centroid.scenePosition)
    }
}
