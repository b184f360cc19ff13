pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import ".."
import "../controls"

Screen {
    id: screen

    title: view.procedure.short || view.procedure.name
    lead: Visit.t["cases.lead"]

    Flow {
        id: columns

        readonly property real cell: Theme.portrait ? width : Math.floor((width - spacing) / 2)

        width: parent.width
        spacing: Theme.u(32)

        Column {
            width: columns.cell
            spacing: Theme.u(16)

            Label {
                width: parent.width
                text: Visit.t["cases.choose"]
                font.weight: Font.DemiBold
                font.pixelSize: Theme.large
            }

            Repeater {
                model: screen.view.cases.length

                T.AbstractButton {
                    id: situation

                    required property int index
                    readonly property var item: screen.view.cases[index] ?? ({
                            id: "",
                            name: "",
                            hint: ""
                        })

                    objectName: "action-choose_case-" + item.id
                    width: parent.width
                    height: Math.max(Theme.u(120), words.height + Theme.u(48))
                    focusPolicy: Qt.TabFocus
                    text: item.name
                    Accessible.role: Accessible.Button
                    Accessible.name: text
                    Accessible.onPressAction: situation.click()
                    onClicked: Visit.act("choose_case", {
                        id: item.id
                    })

                    background: Rectangle {
                        radius: Theme.radius
                        color: situation.down ? Theme.primarySoft : Theme.surface
                        border.width: Math.max(2, Theme.u(2))
                        border.color: Theme.primary
                    }

                    contentItem: Item {
                        Column {
                            id: words

                            x: Theme.u(28)
                            anchors.verticalCenter: parent.verticalCenter
                            width: parent.width - Theme.u(108)
                            spacing: Theme.u(6)

                            Label {
                                width: parent.width
                                text: situation.item.name
                                font.pixelSize: Theme.large
                                font.weight: Font.DemiBold
                                color: Theme.primary
                                Accessible.ignored: true
                            }

                            Label {
                                width: parent.width
                                visible: text !== ""
                                text: situation.item.hint ?? ""
                                color: Theme.muted
                            }
                        }

                        Icon {
                            anchors.right: parent.right
                            anchors.rightMargin: Theme.u(24)
                            anchors.verticalCenter: parent.verticalCenter
                            name: "right"
                            color: Theme.primary
                        }
                    }
                }
            }
        }

        Column {
            width: columns.cell
            spacing: Theme.u(16)

            Label {
                width: parent.width
                text: Visit.t["cases.facts"]
                font.weight: Font.DemiBold
                font.pixelSize: Theme.large
            }

            Facts {
                width: parent.width
                items: screen.view.facts
            }
        }
    }
}
