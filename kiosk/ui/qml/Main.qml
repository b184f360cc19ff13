import QtQuick
import QtQuick.Templates as T
import QtQuick.Window
import "controls"

// The whole screen: header, what the visit says now, keyboard, and what may lie over it.
Window {
    id: root

    // Set while a screen is there and takes touches: not during the short fade between two of them.
    readonly property bool settled: loader.status === Loader.Ready && loader.enabled
    property string shown
    // The control that the keyboard has come to; a touch or another screen lets it go.
    readonly property T.AbstractButton ringed: activeFocusItem as T.AbstractButton
    // [ms]
    property int fade: 160

    width: 1080
    height: 1920
    color: Theme.page
    title: "Kiosk"

    function file(name: string): string {
        return "screens/" + name.split("_").map(part => part[0].toUpperCase() + part.slice(1)).join("") + ".qml";
    }

    // A screen keeps the view that is meant for it: the next one has other keys.
    function show() {
        const view = Visit.view;
        if (!view?.screen)
            return;
        if (view.screen === shown) {
            if (loader.item)
                loader.item.view = view;
            return;
        }
        Visit.target = null;
        letGo();
        leaveDialog.visible = false;
        shown = view.screen;
        loader.setSource(file(shown), {
            view: view
        });
        appear.restart();
    }

    function letGo() {
        everything.forceActiveFocus();
    }

    Component.onCompleted: show()

    Binding {
        target: Theme
        property: "width"
        value: root.width
    }

    Binding {
        target: Theme
        property: "height"
        value: root.height
    }

    Binding {
        target: loader.item
        property: "enabled"
        value: !leaveDialog.visible
        when: loader.item !== null
    }

    Connections {
        target: Visit

        function onViewChanged() {
            root.show();
        }

        // What is typed now is meant for the field.
        function onTargetChanged() {
            if (Visit.target !== null)
                root.letGo();
        }
    }

    // A technician's real keyboard types into the field, Tab goes from control to control, space and Enter touch the one that is ringed.
    Item {
        id: everything

        anchors.fill: parent
        focus: true
        Keys.onPressed: event => {
            const ringed = root.ringed;
            Visit.touched();
            if (event.key === Qt.Key_Backspace)
                Visit.target?.press("backspace");
            else if ((event.key === Qt.Key_Return || event.key === Qt.Key_Enter) && ringed !== null)
                ringed.click();
            else if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter)
                Visit.target?.done();
            else if (event.key === Qt.Key_Escape)
                root.letGo();
            else if (event.text >= " ")
                Visit.target?.press(event.text === " " ? "space" : event.text);
        }

        Header {
            id: header

            width: root.width
            view: Visit.view
            onLeaveAsked: leaveDialog.visible = true
        }

        OfficerBand {
            id: band

            objectName: "officer-band"
            y: header.height
            width: root.width
            visible: Visit.view.help ?? false
        }

        Banner {
            id: notice

            objectName: "notice"
            visible: text !== ""
            x: Theme.margin
            y: band.y + band.height + Theme.u(16)
            width: root.width - 2 * Theme.margin
            text: Visit.view.notice ?? ""
        }

        Loader {
            id: loader

            y: notice.visible ? notice.y + notice.height : band.y + band.height
            width: root.width
            height: root.height - y - keyboard.height
            enabled: !appear.running
        }

        // A second touch on the same place must not go through to the next screen.
        NumberAnimation {
            id: appear

            target: loader
            property: "opacity"
            from: 0
            to: 1
            duration: root.fade
        }

        Keyboard {
            id: keyboard

            width: root.width
            y: root.height - height
        }

        Dialog {
            id: leaveDialog

            objectName: "leave-dialog"
            anchors.fill: parent
            title: Visit.t["leave.title"]
            sentence: Visit.t["leave.sentence"]

            Button {
                objectName: "leave-stay"
                width: parent.width
                look: "primary"
                textSize: Theme.large
                text: Visit.t["leave.stay"]
                onClicked: leaveDialog.visible = false
            }

            Button {
                sends: "leave"
                width: parent.width
                textSize: Theme.large
                tint: Theme.fault
                text: Visit.t["leave.leave"]
                onClicked: leaveDialog.visible = false
            }
        }

        Dialog {
            objectName: "idle-dialog"
            anchors.fill: parent
            visible: Visit.view.idle?.asking ?? false
            title: Visit.t["idle.title"]
            number: String(Visit.view.idle?.seconds ?? "")
            sentence: Visit.t["idle.sentence"]

            Button {
                sends: "still_here"
                width: parent.width
                height: Theme.u(128)
                look: "primary"
                textSize: Theme.large
                text: Visit.t["idle.still_here"]
            }
        }
    }

    // Sees each touch before anything else does, and takes none.
    Item {
        anchors.fill: parent
        Accessible.ignored: true

        PointHandler {
            onActiveChanged: if (active) {
                Visit.touched();
                root.letGo();
            }
        }
    }

    Rectangle {
        id: ring

        readonly property rect place: root.ringed !== null ? root.contentItem.mapFromItem(root.ringed, 0, 0, root.ringed.width, root.ringed.height) : Qt.rect(0, 0, 0, 0)

        objectName: "ring"
        visible: root.ringed !== null
        x: place.x - Theme.u(8)
        y: place.y - Theme.u(8)
        width: place.width + Theme.u(16)
        height: place.height + Theme.u(16)
        radius: Theme.radius + Theme.u(8)
        color: "transparent"
        border.width: Math.max(4, Theme.u(6))
        border.color: Theme.missing
        Accessible.ignored: true
    }
}
