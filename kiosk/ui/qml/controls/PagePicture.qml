pragma ComponentBehavior: Bound
import QtQuick
import ".."

// A page with boxes around what is wrong with it.
Item {
    id: picture

    // A Sheet of VIEW.md.
    required property var page
    property string source: page.image
    property bool marked: true
    readonly property alias shownWidth: image.paintedWidth
    readonly property alias shownHeight: image.paintedHeight

    Image {
        id: image

        anchors.fill: parent
        source: picture.source
        fillMode: Image.PreserveAspectFit
        // On this thread: Qt's own thread for pictures would wait for Python, which waits for Qt.
        asynchronous: false
        cache: false
        sourceSize.width: Math.round(width)
        Accessible.role: Accessible.Graphic
        Accessible.name: Visit.say("pages.number", {
            number: picture.page.number
        })
    }

    Repeater {
        model: picture.marked ? picture.page.marks.length : 0

        Rectangle {
            required property int index
            readonly property var mark: picture.page.marks[index] ?? ({
                    x: 0,
                    y: 0,
                    width: 0,
                    height: 0
                })
            // A line around the box, not on it.
            readonly property real rim: Math.max(3, Theme.u(5))

            objectName: "mark-" + picture.page.id + "-" + index
            x: (image.width - image.paintedWidth) / 2 + mark.x * image.paintedWidth - rim
            y: (image.height - image.paintedHeight) / 2 + mark.y * image.paintedHeight - rim
            width: mark.width * image.paintedWidth + 2 * rim
            height: mark.height * image.paintedHeight + 2 * rim
            radius: rim
            color: "transparent"
            border.width: rim
            border.color: Theme.paperMark
        }
    }
}
