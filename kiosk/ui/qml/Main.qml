import QtQuick
import QtQuick as Quick
import QtQuick.Templates as T
import QtQuick.Window
import "controls"

// The whole screen: header, what the visit says now, keyboard, and what may lie over it.
Window {
    id: root

    // Set while a screen is there and takes touches: not during the short fade between two of them.
    readonly property bool settled: stand.screen !== null && stand.enabled
    property string shown
    // The control that the keyboard has come to; a touch or another screen lets it go.
    readonly property var ringed: activeFocusItem instanceof T.AbstractButton || activeFocusItem instanceof InputBox ? activeFocusItem : null
    // A question lies over everything: what is below is out of reach, also for Tab.
    readonly property bool asked: leaveDialog.visible || idleDialog.visible
    // [ms]
    property int fade: 160
    // The screen as it hangs there: its diagonal [inch], 0: what it says itself; its lower edge above the floor [mm].
    property real diagonal: 0
    readonly property real reported: Quick.Screen.pixelDensity
    property real bottomMm: 800
    readonly property var access: Visit.view.access
    // On a kiosk nobody closes the window; systemd's signal ends the program.
    property bool closable: true
    // Where everything stands, in pixels from the top: the whole window, or in reach mode what is between 380 and 1220 mm above the floor, and on
    // an upright screen never more than its lower half.
    readonly property real lowest: height - (access.reach ? Math.min(height * 0.4, Math.max(0, 380 - bottomMm) * Theme.pixelsPerMm) : 0)
    readonly property real highest: access.reach ? Math.round(Math.max(height > width ? height / 2 : 0, Math.min(lowest - height * 0.4, height - (1220 - bottomMm) * Theme.pixelsPerMm))) : 0

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
            if (stand.screen !== null)
                stand.screen.view = view;
            return;
        }
        Visit.target = null;
        letGo();
        leaveDialog.visible = false;
        accessPanel.visible = false;
        shown = view.screen;
        stand.put(Qt.resolvedUrl(file(shown)), view);
        appear.restart();
    }

    function letGo() {
        everything.forceActiveFocus();
    }

    onClosing: close => close.accepted = closable

    Component.onCompleted: show()

    Binding {
        target: Theme
        property: "width"
        value: root.width
    }

    Binding {
        target: Theme
        property: "height"
        value: everything.height
    }

    Binding {
        target: Theme
        property: "pixelsPerMm"
        // A screen that says nonsense must not make everything huge.
        value: root.diagonal > 0 ? Math.hypot(root.width, root.height) / (root.diagonal * 25.4) : Math.max(2, Math.min(8, root.reported))
    }

    Binding {
        target: Theme
        property: "textScale"
        value: Theme.textScales[root.access.text_size - 1] ?? 1
    }

    Binding {
        target: Theme
        property: "contrast"
        value: root.access.contrast
    }

    Binding {
        target: stand.screen
        property: "enabled"
        value: !root.asked && !accessPanel.visible && !staffOver.there
        when: stand.screen !== null
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

    PluggedKeyboard {
        id: plugged

        ground: everything
        keyboard: keyboard
        screen: stand.screen
        staff: staffOver
        ringed: root.ringed
        canBack: Visit.view.can_back ?? false
        over: [
            {
                item: idleDialog,
                close: () => Visit.act("still_here", {})
            },
            {
                item: leaveDialog,
                close: () => leaveDialog.visible = false
            },
            {
                item: accessPanel,
                close: () => accessPanel.visible = false
            }
        ]
    }

    // What has moved below the ring takes it along.
    onAfterAnimating: ring.follow()

    Item {
        id: everything

        y: root.highest
        width: root.width
        height: root.lowest - root.highest
        focus: true
        Keys.onPressed: event => {
            Visit.touched();
            plugged.take(event);
        }

        Header {
            id: header

            width: root.width
            enabled: !root.asked && !staffOver.there
            view: Visit.view
            accessOpen: accessPanel.visible
            onLeaveAsked: leaveDialog.visible = true
            onAccessAsked: {
                Visit.target?.done();
                accessPanel.visible = !accessPanel.visible;
            }
        }

        OfficerBand {
            id: band

            objectName: "officer-band"
            y: header.height
            width: root.width
            // The keyboard needs the room, save on a high screen.
            visible: (Visit.view.help ?? false) && ((Theme.portrait && !Theme.big) || !Visit.typing)
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

        Stand {
            id: stand

            y: notice.visible ? notice.y + notice.height : band.y + band.height
            width: root.width
            height: everything.height - y - keyboard.height
            enabled: !appear.running
        }

        // A second touch on the same place must not go through to the next screen.
        NumberAnimation {
            id: appear

            target: stand
            property: "opacity"
            from: 0
            to: 1
            duration: root.fade
            onFinished: Visit.arrived()
        }

        // Staff hold the emblem for a while to sign in without calling anybody; the gold band and the screen that is out of service offer it openly.
        Item {
            objectName: "staff-emblem"
            visible: !Theme.big && !staffOver.there
            x: Theme.margin
            width: Theme.touch
            height: Theme.u(112)
            Accessible.ignored: true

            TapHandler {
                longPressThreshold: 1.5
                onLongPressed: Visit.act("staff_ask", {})
            }
        }

        StaffOver {
            id: staffOver

            objectName: "staff-over"
            enabled: !root.asked && !accessPanel.visible
            width: everything.width
            height: everything.height - keyboard.height
        }

        Keyboard {
            id: keyboard

            width: root.width
            enabled: !root.asked
            y: everything.height - height
        }

        AccessPanel {
            id: accessPanel

            objectName: "access-panel"
            enabled: !root.asked
            y: header.height
            width: everything.width
            height: everything.height - y
            onClosed: visible = false
        }

        Dialog {
            id: leaveDialog

            objectName: "leave-dialog"
            enabled: !idleDialog.visible
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
            id: idleDialog

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

    // The voice is on: a finger feels its way, and only a second touch on the same thing goes through.
    MouseArea {
        objectName: "explorer"
        x: everything.x
        y: everything.y
        width: everything.width
        height: everything.height
        // Staff see what they touch.
        visible: root.access.speaking && !staffOver.there
        onPressed: mouse => {
            mouse.accepted = !Visit.explore(x + mouse.x, y + mouse.y);
        }
        onPositionChanged: mouse => Visit.explore(x + mouse.x, y + mouse.y)
    }

    Lowered {
        width: root.width
        height: root.highest
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

    FocusRing {
        id: ring

        around: root.ringed
    }
}
