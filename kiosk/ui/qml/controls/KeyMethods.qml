pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import ".."

// How to type Vietnamese, each way in one sentence. Lies over the keys.
Rectangle {
    id: methods

    signal walked(var event)
    signal chosen

    color: Theme.sunken

    MouseArea {
        anchors.fill: parent
    }

    Label {
        id: question

        x: Theme.margin
        y: Theme.u(20)
        width: parent.width - 2 * x
        text: Visit.t["keyboard.title"]
        font.pixelSize: Theme.large
        font.weight: Font.Bold
        horizontalAlignment: Text.AlignHCenter
        Accessible.role: Accessible.Heading
    }

    ScrollArea {
        x: Theme.margin
        y: question.y + question.height + Theme.u(16)
        width: parent.width - 2 * x - Theme.u(24)
        height: parent.height - y - Theme.u(12)

        Grid {
            id: grid

            width: parent.width
            columns: Theme.portrait || Theme.big ? 1 : 3
            spacing: Theme.u(16)

            Repeater {
                model: ["direct", "telex", "vni"]

                T.AbstractButton {
                    id: way

                    required property string modelData
                    readonly property bool now: Visit.method === modelData

                    objectName: "method-" + modelData
                    width: Math.floor((grid.width - (grid.columns - 1) * grid.spacing) / grid.columns)
                    height: Math.max(Theme.touch, words.height + Theme.u(40))
                    focusPolicy: Qt.NoFocus
                    text: Visit.t["keyboard." + modelData]
                    Keys.onPressed: event => methods.walked(event)
                    Accessible.role: Accessible.RadioButton
                    Accessible.name: text + ". " + how.text
                    Accessible.checked: now
                    Accessible.onPressAction: way.click()
                    onClicked: {
                        Visit.chooseMethod(modelData);
                        methods.chosen();
                    }

                    background: Rectangle {
                        radius: Theme.radius
                        color: way.now || way.down ? Theme.primarySoft : Theme.surface
                        border.width: Math.max(2, Theme.u(way.now ? 4 : 2))
                        border.color: way.now ? Theme.primary : Theme.border
                    }

                    contentItem: Item {
                        Column {
                            id: words

                            x: Theme.u(28)
                            y: Theme.u(20)
                            width: way.width - 2 * x
                            spacing: Theme.u(6)

                            Label {
                                width: parent.width
                                text: way.text
                                font.pixelSize: Theme.large
                                font.weight: Font.DemiBold
                                color: Theme.primary
                                Accessible.ignored: true
                            }

                            Label {
                                id: how

                                width: parent.width
                                text: Visit.t["keyboard.how_" + way.modelData]
                                Accessible.ignored: true
                            }
                        }
                    }
                }
            }
        }
    }
}
