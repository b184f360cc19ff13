pragma ComponentBehavior: Bound
import QtQuick
import ".."

// One page over the whole screen: a touch on it brings it nearer, a finger moves it about. What can be done with it stands below or beside.
Rectangle {
    id: viewer

    // A Sheet of VIEW.md, or null.
    property var page: null
    property string large
    default property alias actions: column.data
    readonly property var shown: page ?? Visit.noSheet
    property real nearness: 1

    visible: page !== null
    color: Theme.page
    Accessible.role: Accessible.Dialog
    Accessible.name: Visit.t["pages.look_closely"]
    onPageChanged: if (page === null)
        nearness = 1

    // Nothing below may be touched through it.
    MouseArea {
        anchors.fill: parent
    }

    Rectangle {
        id: desk

        x: Theme.margin
        y: Theme.u(20)
        width: Theme.portrait ? viewer.width - 2 * Theme.margin : side.x - x - Theme.gap
        height: (Theme.portrait ? side.y - Theme.gap : viewer.height - Theme.u(20)) - y
        radius: Theme.radius
        color: Theme.sunken
        clip: true

        Flickable {
            id: flick

            anchors.fill: parent
            contentWidth: width * viewer.nearness
            contentHeight: height * viewer.nearness
            boundsBehavior: Flickable.StopAtBounds
            interactive: viewer.nearness > 1

            PagePicture {
                objectName: "viewer-picture"
                width: flick.contentWidth
                height: flick.contentHeight
                page: viewer.shown
                source: viewer.large !== "" ? viewer.large : viewer.shown.image
            }

            TapHandler {
                onTapped: event => {
                    const there = event.position;
                    const nearer = viewer.nearness > 1 ? 1 : 2.5;
                    const part = Qt.point(there.x / flick.contentWidth, there.y / flick.contentHeight);
                    viewer.nearness = nearer;
                    flick.contentX = Math.max(0, Math.min(flick.contentWidth - flick.width, part.x * flick.contentWidth - flick.width / 2));
                    flick.contentY = Math.max(0, Math.min(flick.contentHeight - flick.height, part.y * flick.contentHeight - flick.height / 2));
                }
            }
        }

        Chip {
            visible: viewer.large === "" && viewer.visible
            anchors.centerIn: parent
            symbol: "clock"
            text: Visit.t["pages.loading"]
        }
    }

    Item {
        id: side

        x: Theme.portrait ? Theme.margin : viewer.width - width - Theme.margin
        y: Theme.portrait ? viewer.height - height - Theme.u(32) : Theme.u(20)
        width: Theme.portrait ? viewer.width - 2 * Theme.margin : Math.min(Theme.u(560), Math.round(viewer.width * 0.38))
        height: Theme.portrait ? words.height + Theme.u(20) + column.height : viewer.height - Theme.u(40)

        Column {
            id: words

            width: parent.width
            spacing: Theme.u(12)

            Label {
                width: parent.width
                text: Visit.say("pages.number", {
                    number: viewer.shown.number
                })
                visible: viewer.shown.number > 0
                font.pixelSize: Theme.large
                font.weight: Font.Bold
            }

            Label {
                width: parent.width
                visible: text !== ""
                text: [...viewer.shown.reasons, viewer.shown.twin].filter(sentence => sentence !== "").join(". ")
                color: Theme.missing
                font.weight: Font.Medium
            }
        }

        Grid {
            id: column

            y: parent.height - height
            width: parent.width
            columns: Theme.portrait ? 2 : 1
            spacing: Theme.u(16)
        }
    }
}
