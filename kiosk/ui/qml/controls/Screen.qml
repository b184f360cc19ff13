import QtQuick
import ".."

// What most screens share: title, a scrolled column, back at the bottom left, the main way at the bottom right.
Item {
    id: screen

    required property var view
    property string title
    property string lead
    property string mainText
    property string mainSymbol: "forward"
    property string mainAction
    property var mainArgs
    property bool mainEnabled: true
    // Something lies over it: what is below is out of reach, also for Tab.
    property bool covered: false
    property alias align: area.align
    property alias scroll: area
    property alias pinned: pinnedColumn.data
    property alias beside: besideRow.data
    property alias last: lastColumn.data
    default property alias content: area.content

    readonly property real edge: Math.round((width - Theme.pageWidth) / 2)
    // In landscape what is pinned stands beside the title.
    readonly property bool pinnedBeside: !Theme.portrait && pinnedColumn.children.length > 0 && !Visit.typing
    readonly property real pinnedWidth: pinnedBeside ? Math.round(Theme.pageWidth * 0.45) : Theme.pageWidth
    readonly property bool hasFooter: !Visit.typing && (screen.view.can_back || mainText !== "" || besideRow.children.length > 0)

    Column {
        id: head

        x: screen.edge
        y: Theme.u(Theme.portrait ? 36 : 20)
        width: screen.pinnedBeside ? Theme.pageWidth - screen.pinnedWidth - Theme.gap : Theme.pageWidth
        spacing: Theme.u(12)
        // In landscape the keyboard needs the room.
        visible: Theme.portrait || !Visit.typing

        Label {
            width: parent.width
            text: screen.title
            visible: text !== ""
            font.pixelSize: Theme.title
            font.weight: Font.Bold
            Accessible.role: Accessible.Heading
        }

        Label {
            width: parent.width
            text: screen.lead
            visible: text !== ""
            color: Theme.muted
        }
    }

    Column {
        id: pinnedColumn

        x: screen.edge + Theme.pageWidth - width
        y: screen.pinnedBeside ? head.y : head.visible ? head.y + head.height + (children.length > 0 ? Theme.gap : 0) : Theme.u(16)
        width: screen.pinnedWidth
        spacing: Theme.gap
    }

    function showItem(item: Item) {
        area.showItem(item);
    }

    ScrollArea {
        id: area

        enabled: !screen.covered
        // Between the buttons of the footer, when there is room for its words.
        dock: Theme.portrait || !screen.hasFooter || dock.width < Theme.u(340) ? null : dock
        x: screen.edge
        y: Math.max(head.visible ? head.y + head.height : 0, pinnedColumn.y + pinnedColumn.height) + Theme.u(Visit.typing ? 12 : 24)
        width: Theme.pageWidth
        height: Math.max(0, (screen.hasFooter ? lastColumn.y - (lastColumn.height > 0 ? Theme.u(16) : Theme.u(8)) : screen.height - Theme.u(12)) - y)
    }

    Column {
        id: lastColumn

        enabled: !screen.covered
        visible: screen.hasFooter
        x: screen.edge
        y: footer.y - height - (height > 0 ? Theme.u(20) : 0)
        width: Theme.pageWidth
    }

    Item {
        id: footer

        enabled: !screen.covered
        visible: screen.hasFooter
        x: screen.edge
        y: screen.height - height - Theme.u(Theme.portrait ? 40 : 24)
        width: Theme.pageWidth
        height: Math.max(mainButton.visible ? mainButton.height : 0, backButton.height)

        Button {
            id: backButton

            sends: "back"
            visible: screen.view.can_back
            anchors.verticalCenter: parent.verticalCenter
            width: Math.max(implicitWidth, Theme.u(220))
            height: Theme.u(112)
            symbol: "back"
            text: Visit.t["button.back"]
        }

        Row {
            id: besideRow

            anchors.verticalCenter: parent.verticalCenter
            x: backButton.visible ? backButton.width + Theme.gap : 0
            spacing: Theme.gap
        }

        Item {
            id: dock

            x: mainButton.start
            width: (mainButton.visible ? mainButton.x - Theme.gap : footer.width) - x
            height: footer.height
        }

        Button {
            id: mainButton

            readonly property real start: (backButton.visible ? backButton.width + Theme.gap : 0) + (besideRow.children.length > 0 ? besideRow.width + Theme.gap : 0)

            sends: screen.mainAction
            sendArgs: screen.mainArgs
            visible: screen.mainText !== ""
            enabled: screen.mainEnabled && !screen.view.busy
            anchors.right: parent.right
            width: Theme.portrait ? footer.width - start : Math.min(footer.width - start, Math.max(Theme.u(640), implicitWidth))
            height: Math.max(Theme.u(112), implicitHeight)
            look: "primary"
            textSize: Theme.large
            symbol: screen.view.busy ? "clock" : screen.mainSymbol
            symbolAtEnd: true
            text: screen.view.busy ? Visit.t["busy"] : screen.mainText
        }
    }
}
