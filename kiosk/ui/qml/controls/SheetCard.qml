pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import ".."

// A page of a row: its picture, what the kiosk thinks of it, and what can be done about it.
Panel {
    id: sheet

    // A Sheet of VIEW.md.
    required property var page
    // Where "scan again" takes the paper from; empty: nothing can be scanned now.
    property string source
    property bool movable: false
    property bool aimedAt: false

    readonly property bool good: page.verdict === "good"
    readonly property bool asks: !page.dropped && !page.kept && (!good || page.twin !== "")
    readonly property string name: page.dropped ? Visit.t["pages.dropped"] : Visit.say("pages.number", {
        number: page.number
    })

    signal send(string action, var more)
    signal dragged(point point)
    signal dropped

    padding: Theme.u(20)
    color: page.dropped ? Theme.sunken : Theme.surface
    border.width: Math.max(1, Theme.u(aimedAt ? 6 : 2))
    border.color: aimedAt ? Theme.primary : Theme.line

    T.AbstractButton {
        id: look

        objectName: "action-zoom-" + sheet.page.id
        width: parent.width
        height: Math.round(width * (sheet.page.dropped ? 0.5 : Theme.portrait ? 1.3 : 0.85))
        focusPolicy: Qt.TabFocus
        opacity: sheet.page.dropped ? 0.5 : 1
        scale: drag.held ? 1.03 : 1
        Accessible.role: Accessible.Button
        Accessible.name: Visit.t["pages.look_closely"] + " – " + sheet.name
        Accessible.onPressAction: look.click()
        onClicked: sheet.send("zoom", {})

        background: Rectangle {
            color: Theme.sunken
            radius: Theme.u(8)
        }

        contentItem: Item {
            PagePicture {
                anchors.fill: parent
                anchors.margins: Theme.u(8)
                page: sheet.page
            }

            Rectangle {
                anchors.right: parent.right
                anchors.bottom: parent.bottom
                anchors.margins: Theme.u(12)
                width: Theme.u(60)
                height: width
                radius: width / 2
                color: Theme.surface
                border.width: Math.max(1, Theme.u(2))
                border.color: Theme.primary

                Icon {
                    anchors.centerIn: parent
                    name: "search"
                    size: Theme.u(36)
                    color: Theme.primary
                }
            }
        }

        HeldDrag {
            id: drag

            enabled: sheet.movable && !sheet.page.dropped
            button: look
            onActiveChanged: if (!active)
                sheet.dropped()
            onCentroidChanged: if (active)
                sheet.dragged(centroid.scenePosition)
        }
    }

    Label {
        visible: !sheet.page.dropped
        width: parent.width
        text: sheet.name
        font.weight: Font.DemiBold
    }

    Chip {
        most: parent.width
        symbol: sheet.page.dropped ? "page" : sheet.page.kept ? "officer" : sheet.good ? "check-circle" : "warning"
        ink: sheet.page.dropped ? Theme.muted : sheet.page.kept && !sheet.good ? Theme.officer : sheet.good ? Theme.complete : Theme.missing
        color: sheet.page.dropped ? Theme.surface : sheet.page.kept && !sheet.good ? Theme.officerSoft : sheet.good ? Theme.completeSoft : Theme.missingSoft
        text: sheet.page.dropped ? sheet.name : Visit.t[sheet.good ? "pages.good" : sheet.page.kept ? "pages.kept" : sheet.page.verdict === "bad" ? "pages.bad" : "pages.doubtful"]
    }

    Chip {
        visible: sheet.page.twin !== ""
        most: parent.width
        symbol: "pages"
        ink: Theme.missing
        color: Theme.missingSoft
        text: Visit.t["pages.twin"]
    }

    Label {
        width: parent.width
        visible: text !== ""
        text: sheet.page.dropped ? Visit.t["pages.dropped_hint"] : [...sheet.page.reasons, sheet.page.twin].filter(sentence => sentence !== "").join(". ")
        font.pixelSize: Theme.small
        color: sheet.page.dropped ? Theme.muted : Theme.missing
    }

    Button {
        objectName: "action-restore_page-" + sheet.page.id
        visible: sheet.page.dropped
        width: parent.width
        symbol: "undo"
        text: Visit.t["pages.restore"]
        onClicked: sheet.send("restore_page", {})
    }

    Button {
        objectName: "action-rescan-" + sheet.page.id
        visible: sheet.asks && !sheet.good && sheet.source !== ""
        width: parent.width
        look: "soft"
        symbol: "repeat"
        text: Visit.t["pages.again"]
        Accessible.name: text + " – " + sheet.name
        onClicked: sheet.send("rescan", {
            source: sheet.source
        })
    }

    Button {
        objectName: "action-keep_page-" + sheet.page.id
        visible: sheet.asks
        width: parent.width
        symbol: "check"
        text: Visit.t["pages.keep"]
        Accessible.name: text + " – " + sheet.name
        onClicked: sheet.send("keep_page", {})
    }

    Flow {
        id: small

        readonly property bool twoBeside: width >= Theme.u(400)
        readonly property real cell: twoBeside ? Math.floor((width - spacing) / 2) : width

        visible: !sheet.page.dropped
        width: parent.width
        spacing: Theme.u(12)

        Button {
            id: turn

            objectName: "action-turn_page-" + sheet.page.id
            width: small.cell
            height: Math.max(implicitHeight, remove.implicitHeight)
            leftPadding: Theme.u(12)
            rightPadding: Theme.u(12)
            symbol: "turn"
            text: Visit.t["pages.turn"]
            Accessible.name: text + " – " + sheet.name
            onClicked: sheet.send("turn_page", {})
        }

        Button {
            id: remove

            objectName: "action-remove_page-" + sheet.page.id
            width: small.cell
            height: Math.max(implicitHeight, turn.implicitHeight)
            leftPadding: Theme.u(12)
            rightPadding: Theme.u(12)
            tint: Theme.fault
            symbol: "trash"
            text: Visit.t[sheet.page.twin !== "" ? "pages.remove_twin" : "pages.remove"]
            Accessible.name: text + " – " + sheet.name
            onClicked: sheet.send("remove_page", {})
        }
    }
}
