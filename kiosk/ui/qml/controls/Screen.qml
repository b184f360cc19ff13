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
    // The most that one thing beside "back" may take.
    readonly property real besideWidth: footer.alone ? footer.width - backButton.width - Theme.gap : footer.width

    readonly property real edge: Math.round((width - Theme.pageWidth) / 2)
    // In landscape what is pinned stands beside the title.
    readonly property bool pinnedBeside: !Theme.portrait && !low && pinnedColumn.children.length > 0 && !Visit.typing
    readonly property real pinnedWidth: pinnedBeside ? Math.round(Theme.pageWidth * 0.45) : Theme.pageWidth
    readonly property bool hasFooter: !Visit.typing && (screen.view.can_back || mainText !== "" || besideRow.children.length > 0)

    // With large words the title scrolls along, and so does what is pinned unless it is typed into: the room belongs to what it is about.
    readonly property bool low: Theme.big

    Column {
        id: head

        // Unseen it would still take its room there.
        parent: screen.low && (Theme.portrait || !Visit.typing) ? area.crown : screen
        x: screen.low ? 0 : screen.edge
        y: screen.low ? 0 : Theme.u(Theme.portrait ? 36 : 20)
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

        readonly property bool along: screen.low && !Visit.typing

        parent: along ? area.crown : screen
        x: along ? 0 : screen.edge + Theme.pageWidth - width
        y: along ? (head.visible ? head.height + (children.length > 0 ? Theme.gap : 0) : 0) : screen.low ? Theme.u(16) : screen.pinnedBeside ? head.y : head.visible ? head.y + head.height + (children.length > 0 ? Theme.gap : 0) : Theme.u(16)
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
        dock: Theme.portrait || Theme.big || !screen.hasFooter || dock.width < Theme.u(340) ? null : dock
        x: screen.edge
        y: Math.max(head.visible && !screen.low ? head.y + head.height : 0, pinnedColumn.along ? 0 : pinnedColumn.y + pinnedColumn.height) + Theme.u(Visit.typing ? 12 : 24)
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

        // The main way has so many words that it takes the whole line.
        readonly property bool alone: Theme.big && Theme.portrait && mainButton.visible && backButton.visible && mainButton.implicitWidth > width - backButton.width - Theme.gap
        // What stands beside "back" is so wide that it has a line of its own.
        readonly property bool stacked: {
            let needed = backButton.visible ? backButton.width + Theme.gap : 0;
            for (let place = 0; place < besideRow.children.length; place++)
                needed += besideRow.children[place].visible ? besideRow.children[place].width + Theme.gap : 0;
            return !alone && besideRow.children.length > 0 && needed + (mainButton.visible ? Math.min(mainButton.implicitWidth, Theme.u(420)) : -Theme.gap) > width;
        }

        enabled: !screen.covered
        visible: screen.hasFooter
        x: screen.edge
        y: screen.height - height - Theme.u(Theme.portrait ? 40 : 24)
        width: Theme.pageWidth
        height: {
            const first = backButton.visible || besideRow.children.length > 0 ? Math.max(backButton.height, stacked ? 0 : besideRow.height) : 0;
            const main = mainButton.visible ? mainButton.height : 0;
            return alone ? first + Theme.u(16) + main : Math.max(first, main) + (stacked ? besideRow.height + Theme.u(16) : 0);
        }

        Button {
            id: backButton

            sends: "back"
            visible: screen.view.can_back
            y: footer.alone ? 0 : Math.round(footer.stacked ? footer.height - height : (footer.height - height) / 2)
            width: Math.max(implicitWidth, Theme.u(220))
            height: Math.max(Theme.u(112), implicitHeight)
            symbol: "back"
            text: Visit.t["button.back"]
        }

        Flow {
            id: besideRow

            x: footer.stacked ? 0 : backButton.visible ? backButton.width + Theme.gap : 0
            y: footer.stacked || footer.alone ? 0 : Math.round((footer.height - height) / 2)
            width: footer.stacked ? footer.width : footer.alone ? footer.width - x : implicitWidth
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

            readonly property real start: footer.alone ? 0 : (backButton.visible ? backButton.width + Theme.gap : 0) + (besideRow.children.length > 0 && !footer.stacked ? besideRow.width + Theme.gap : 0)

            sends: screen.mainAction
            sendArgs: screen.mainArgs
            visible: screen.mainText !== ""
            enabled: screen.mainEnabled && !screen.view.busy
            anchors.right: parent.right
            anchors.bottom: parent.bottom
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
