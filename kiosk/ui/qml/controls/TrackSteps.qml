pragma ComponentBehavior: Bound
import QtQuick
import ".."

// Where a dossier stands on its way: beside each other where there is room for the words, else one below the other.
Item {
    id: bar

    // List of {name, state "done"|"now"|"open"|"stopped"}.
    property var steps: []
    // Of the step that is going on.
    property color tint: Theme.primary

    readonly property bool flat: !Theme.big && width / Math.max(1, steps.length) >= Theme.u(150)
    readonly property real dot: Theme.u(60)

    implicitHeight: grid.height

    Grid {
        id: grid

        readonly property real cell: bar.flat ? Math.floor(bar.width / Math.max(1, bar.steps.length)) : bar.width

        columns: bar.flat ? Math.max(1, bar.steps.length) : 1
        rowSpacing: Theme.u(18)

        Repeater {
            model: bar.steps.length

            Item {
                id: step

                required property int index
                readonly property var told: bar.steps[index] ?? ({
                        name: "",
                        state: "open"
                    })
                readonly property bool open: told.state === "open"
                readonly property color colour: told.state === "done" ? Theme.complete : told.state === "stopped" ? Theme.fault : open ? Theme.border : bar.tint

                width: grid.cell
                height: bar.flat ? bar.dot + Theme.u(12) + words.height : Math.max(bar.dot, words.height)
                Accessible.role: Accessible.StaticText
                Accessible.name: step.told.name + ": " + Visit.t["tracked.state." + step.told.state]

                // The way from the step before.
                Rectangle {
                    visible: bar.flat && step.index > 0
                    y: Math.round((bar.dot - height) / 2)
                    x: -Math.round((step.width - bar.dot) / 2)
                    width: step.width - bar.dot
                    height: Math.max(3, Theme.u(6))
                    color: step.open ? Theme.line : Theme.complete
                }

                Rectangle {
                    id: mark

                    x: bar.flat ? Math.round((parent.width - width) / 2) : 0
                    width: bar.dot
                    height: width
                    radius: width / 2
                    color: step.open ? Theme.surface : step.colour
                    border.width: Math.max(2, Theme.u(4))
                    border.color: step.colour

                    Icon {
                        anchors.centerIn: parent
                        visible: step.told.state === "done" || step.told.state === "stopped"
                        name: step.told.state === "done" ? "check" : "close"
                        size: Theme.u(34)
                        stroke: 3
                        color: Theme.page
                    }

                    Rectangle {
                        anchors.centerIn: parent
                        visible: step.told.state === "now"
                        width: Theme.u(20)
                        height: width
                        radius: width / 2
                        color: Theme.page
                    }
                }

                Label {
                    id: words

                    x: bar.flat ? Theme.u(6) : bar.dot + Theme.gap
                    y: bar.flat ? bar.dot + Theme.u(12) : Math.round((parent.height - height) / 2)
                    width: parent.width - x - Theme.u(6)
                    text: step.told.name
                    font.pixelSize: bar.flat ? Theme.small : Theme.body
                    font.weight: step.told.state === "now" || step.told.state === "stopped" ? Font.Bold : Font.Medium
                    color: step.open ? Theme.muted : step.told.state === "done" ? Theme.ink : step.colour
                    horizontalAlignment: bar.flat ? Text.AlignHCenter : Text.AlignLeft
                    Accessible.ignored: true
                }
            }
        }
    }
}
