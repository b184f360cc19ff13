pragma ComponentBehavior: Bound
import QtQuick
import ".."

// The same at the top of every screen: whose kiosk, how far, and an officer one touch away.
Rectangle {
    id: header

    required property var view
    readonly property bool leavable: !["attract", "out_of_service", "submitting", "submitted", "goodbye", "failsafe"].includes(view.screen)

    signal leaveAsked

    height: bar.height + (steps.visible ? steps.height : 0)
    color: Theme.surface

    Item {
        id: bar

        x: Theme.margin
        width: header.width - 2 * Theme.margin
        height: Theme.u(Theme.portrait ? 136 : 112)

        Rectangle {
            id: emblem

            anchors.verticalCenter: parent.verticalCenter
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
            visible: header.view.screen !== "attract"
            font.pixelSize: Theme.u(24)
            font.weight: Font.DemiBold
        }

        Label {
            id: clockText

            anchors.verticalCenter: parent.verticalCenter
            x: buttons.x - width - Theme.u(28)
            text: header.view.clock
            visible: !Theme.portrait || !header.leavable
            font.pixelSize: Theme.large
            font.weight: Font.Medium
            color: Theme.muted
            wrapMode: Text.NoWrap
        }

        Row {
            id: buttons

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.u(16)

            Button {
                objectName: "ask-leave"
                visible: header.leavable
                height: Theme.u(88)
                look: "quiet"
                tint: Theme.muted
                symbol: "exit"
                text: Visit.t["header.leave"]
                onClicked: header.leaveAsked()
            }

            Button {
                sends: "call_officer"
                height: Theme.u(88)
                look: "soft"
                symbol: "bell"
                text: Visit.t["header.call_officer"]
            }
        }
    }

    Item {
        id: steps

        readonly property int here: header.view.step?.index ?? 0
        readonly property int count: header.view.step?.count ?? 5

        objectName: "steps"
        visible: here > 0 && !Visit.typing
        x: Theme.margin
        y: bar.height
        width: header.width - 2 * Theme.margin
        height: Theme.u(76)
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
                        spacing: Theme.u(8)

                        Icon {
                            name: "check"
                            visible: step.past
                            size: Theme.u(26)
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
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Math.max(1, Theme.u(2))
        color: Theme.line
    }
}
