import QtQuick
import QtQuick.Templates as T
import QtQuick.Window
import ".."

// A column that scrolls by flick when it is longer than its place; then a strip says so, and scrolls by touch too.
Item {
    id: area

    default property alias content: column.data
    property alias spacing: column.spacing
    property alias contentY: flick.contentY
    // What scrolls along above the content.
    readonly property alias crown: crown
    // Where short content stands: 0 at the top, 0.5 in the middle.
    property real align: 0

    // Where the strip stands instead, to leave the room to the content.
    property Item dock: null

    readonly property alias gliding: glide.running
    // In landscape the keyboard leaves no room for a strip.
    readonly property bool stripped: overflowing && (Theme.portrait || !Visit.typing)
    readonly property bool overflowing: column.height > height + 1
    // Without the strip.
    readonly property alias shownHeight: flick.height
    readonly property real farthest: Math.max(0, flick.contentHeight - flick.height)

    function showItem(item: Item) {
        // With the label above it, when there is room.
        const above = Math.max(0, Math.min(Theme.u(72), flick.height - item.height - Theme.u(24)));
        const top = item.mapToItem(column, 0, 0).y + column.y - above;
        const bottom = item.mapToItem(column, 0, item.height).y + column.y + Theme.u(12);
        const most = Math.max(0, flick.contentHeight - flick.height);
        let y = flick.contentY;
        if (bottom > y + flick.height)
            y = bottom - flick.height;
        if (top < y)
            y = top;
        glide.stop();
        flick.cancelFlick();
        flick.contentY = Math.max(0, Math.min(most, y));
    }

    function holds(item: Item): bool {
        for (let above = item; above; above = above.parent)
            if (above === column)
                return true;
        return false;
    }

    function showTarget() {
        if (Visit.target !== null && holds(Visit.target))
            showItem(Visit.target);
    }

    onHeightChanged: Qt.callLater(area.showTarget)

    // What the keyboard comes to is brought into sight.
    readonly property Item ringed: Window.activeFocusItem

    onRingedChanged: if (ringed !== null && holds(ringed))
        showItem(ringed)

    Connections {
        target: Visit

        function onTargetChanged() {
            Qt.callLater(area.showTarget);
        }
    }

    Flickable {
        id: flick

        objectName: "scroll-area"
        width: area.width
        height: area.stripped && area.dock === null ? area.height - strip.height : area.height
        contentWidth: width
        contentHeight: Math.max(column.height, height)
        clip: area.overflowing
        boundsBehavior: Flickable.StopAtBounds
        interactive: area.overflowing

        // A touch beside the fields puts the keyboard away.
        TapHandler {
            enabled: Visit.typing
            onTapped: Visit.target?.done()
        }

        Column {
            id: column

            width: flick.width
            y: area.overflowing ? 0 : Math.round((area.height - height) * area.align)
            spacing: Theme.gap

            Item {
                id: crown

                width: column.width
                height: childrenRect.height
                visible: children.length > 0
            }
        }
    }

    Rectangle {
        visible: area.overflowing
        x: area.width + Theme.u(14)
        y: flick.visibleArea.yPosition * flick.height
        width: Theme.u(10)
        height: Math.max(Theme.u(40), flick.visibleArea.heightRatio * flick.height)
        radius: width / 2
        color: Theme.border
    }

    T.AbstractButton {
        id: strip

        readonly property bool atEnd: flick.contentY >= flick.contentHeight - flick.height - 2

        objectName: "scroll-more"
        visible: area.stripped
        parent: area.dock ?? area
        y: (parent?.height ?? 0) - height
        width: parent?.width ?? 0
        height: area.dock?.height ?? Math.max(Theme.u(80), Theme.least, Math.ceil(Theme.small * 1.5))
        focusPolicy: Qt.NoFocus
        Accessible.role: Accessible.Button
        Accessible.name: text
        text: atEnd ? Visit.t["scroll.top"] : Visit.t["scroll.more"]
        onClicked: {
            glide.to = atEnd ? 0 : Math.min(flick.contentHeight - flick.height, flick.contentY + flick.height * 0.8);
            glide.restart();
        }

        background: Rectangle {
            color: strip.down ? Theme.primarySoft : Theme.page
            radius: area.dock ? Theme.radius : 0

            Rectangle {
                visible: area.dock === null
                width: parent.width
                height: Math.max(1, Theme.u(2))
                color: Theme.line
            }
        }

        contentItem: Item {
            Row {
                anchors.centerIn: parent
                spacing: Theme.u(14)

                Icon {
                    name: strip.atEnd ? "up" : "down"
                    size: Math.max(Theme.u(32), Theme.small)
                    anchors.verticalCenter: parent.verticalCenter
                    color: Theme.primary
                }

                Label {
                    anchors.verticalCenter: parent.verticalCenter
                    text: strip.text
                    font.pixelSize: Theme.small
                    font.weight: Font.DemiBold
                    color: Theme.primary
                    Accessible.ignored: true
                }
            }
        }
    }

    NumberAnimation {
        id: glide

        target: flick
        property: "contentY"
        duration: 250
        easing.type: Easing.OutCubic
    }
}
