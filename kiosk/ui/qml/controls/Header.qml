pragma ComponentBehavior: Bound
import QtQuick
import ".."

// The same at the top of every screen: whose kiosk, how far, how to see and hear it better, and an officer one touch away.
Rectangle {
    id: header

    required property var view
    // The panel with text sizes, colours and voice lies open.
    property bool accessOpen: false
    readonly property bool leavable: !["attract", "out_of_service", "submitting", "submitted", "rating", "goodbye", "failsafe"].includes(view.screen)

    signal leaveAsked
    signal accessAsked

    height: bar.height + (steps.visible ? steps.height : 0)
    color: Theme.surface

    Item {
        id: bar

        x: Theme.margin
        width: header.width - 2 * Theme.margin
        height: Math.max(Theme.u(Theme.portrait ? 136 : 112), buttons.height + Theme.u(Theme.portrait ? 28 : 12))

        Rectangle {
            id: emblem

            anchors.verticalCenter: parent.verticalCenter
            visible: !Theme.big
            width: Theme.u(72)
            height: width
            radius: Theme.u(14)
            color: Theme.national

            Icon {
                anchors.centerIn: parent
                name: "star"
                size: Theme.u(48)
                color: Theme.gold
                filled: true
            }
        }

        Label {
            id: centreName

            x: emblem.width + Theme.u(20)
            width: (clockText.visible ? clockText.x : buttons.x) - x - Theme.u(20)
            anchors.verticalCenter: parent.verticalCenter
            text: header.view.centre
            // The first screen says it large.
            visible: header.view.screen !== "attract" && Theme.textScale === 1
            font.pixelSize: Theme.u(24)
            font.weight: Font.DemiBold
        }

        Label {
            id: clockText

            anchors.verticalCenter: parent.verticalCenter
            x: buttons.x - width - Theme.u(28)
            text: header.view.clock
            visible: !Theme.big && (!Theme.portrait || !header.leavable)
            font.pixelSize: Theme.large
            font.weight: Font.Medium
            color: Theme.muted
            wrapMode: Text.NoWrap
        }

        Row {
            id: buttons

            readonly property int count: header.leavable ? 3 : 2
            // With large words they share the whole width.
            readonly property real share: Math.floor((bar.width - (count - 1) * spacing) / count)
            readonly property real tallest: Math.max(access.implicitHeight, leave.visible ? leave.implicitHeight : 0, officer.implicitHeight)

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.u(14)

            HeaderButton {
                id: access

                objectName: "ask-access"
                width: Theme.big ? buttons.share : implicitWidth
                height: buttons.tallest
                symbol: "access"
                lit: header.accessOpen
                text: Visit.t["access.open"]
                onClicked: header.accessAsked()
            }

            HeaderButton {
                id: leave

                objectName: "ask-leave"
                width: Theme.big ? buttons.share : implicitWidth
                height: buttons.tallest
                visible: header.leavable
                tint: Theme.muted
                symbol: "exit"
                text: Visit.t["header.leave"]
                onClicked: header.leaveAsked()
            }

            HeaderButton {
                id: officer

                sends: "call_officer"
                width: Theme.big ? buttons.share : implicitWidth
                height: buttons.tallest
                soft: true
                symbol: "bell"
                text: Visit.t["header.call_officer"]
            }
        }
    }

    Item {
        id: steps

        readonly property int here: header.view.step?.index ?? 0
        readonly property int count: header.view.step?.count ?? 5
        // Five names side by side need small words; else only the present one is named, where there is room for it.
        readonly property bool named: Theme.textScale === 1 || (!Theme.portrait && !Theme.big)
        readonly property bool told: !named && Theme.portrait

        objectName: "steps"
        visible: here > 0 && !Visit.typing
        x: Theme.margin
        y: bar.height
        width: header.width - 2 * Theme.margin
        height: told ? present.y + present.height + Theme.u(12) : named ? Theme.u(32) + Math.ceil(Theme.small * 1.7) : Theme.u(22)
        Accessible.role: Accessible.ProgressBar
        Accessible.name: Visit.say("header.step", {
            index: here,
            count: count
        })

        Row {
            id: stepsRow

            spacing: Theme.u(10)

            Repeater {
                model: steps.count

                Item {
                    id: step

                    required property int index
                    readonly property bool now: index + 1 === steps.here
                    readonly property bool past: index + 1 < steps.here

                    width: (steps.width - (steps.count - 1) * stepsRow.spacing) / steps.count
                    height: steps.height

                    Rectangle {
                        width: parent.width
                        height: Theme.u(10)
                        radius: height / 2
                        color: step.now || step.past ? Theme.primary : Theme.line
                    }

                    Row {
                        y: Theme.u(20)
                        visible: steps.named
                        spacing: Theme.u(8)

                        Icon {
                            name: "check"
                            visible: step.past
                            size: Theme.small
                            color: Theme.primary
                            anchors.verticalCenter: parent.verticalCenter
                        }

                        Label {
                            text: (step.past ? "" : (step.index + 1) + ". ") + Visit.t["steps." + (step.index + 1)]
                            font.pixelSize: Theme.small
                            font.weight: step.now ? Font.Bold : Font.Medium
                            color: step.now || step.past ? Theme.primary : Theme.muted
                            wrapMode: Text.NoWrap
                            Accessible.ignored: true
                        }
                    }
                }
            }
        }

        Label {
            id: present

            y: Theme.u(16)
            width: parent.width
            visible: steps.told
            text: steps.here > 0 ? Visit.say("header.step", {
                index: steps.here,
                count: steps.count
            }) + ": " + Visit.t["steps." + steps.here] : ""
            font.pixelSize: Theme.small
            font.weight: Font.Bold
            color: Theme.primary
            Accessible.ignored: true
        }
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Math.max(1, Theme.u(2))
        color: Theme.line
    }
}
