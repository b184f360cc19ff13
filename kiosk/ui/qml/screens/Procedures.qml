pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import ".."
import "../controls"

Screen {
    id: screen

    readonly property var found: view.results ?? []

    title: Visit.t["procedures.title"]
    lead: Visit.t["procedures.lead"]

    pinned: [
        InputBox {
            id: searchField

            objectName: "search-field"
            width: parent?.width ?? 0
            name: Visit.t["procedures.search"]
            placeholder: Visit.t["procedures.search"]
            symbol: "search"
            most: 80
            value: screen.view.query ?? ""
            onEdited: settle.restart()
            onCommitted: text => screen.search(text)
        }
    ]

    function search(text: string) {
        settle.stop();
        Visit.act("search", {
            text: text
        });
    }

    // One search for a burst of keys.
    Timer {
        id: settle

        interval: 150
        onTriggered: screen.search(searchField.text)
    }

    Banner {
        width: parent.width
        visible: screen.found.length === 0
        symbol: "search"
        text: Visit.t["procedures.none"]
    }

    Grid {
        id: grid

        width: parent.width
        columns: Theme.portrait ? 1 : 2
        spacing: Theme.u(20)

        Repeater {
            model: screen.found.length

            T.AbstractButton {
                id: procedure

                required property int index
                readonly property var item: screen.found[index] ?? ({
                        code: "",
                        name: "",
                        short: "",
                        agency: "",
                        level: "",
                        reference: ""
                    })

                objectName: "action-choose_procedure-" + item.code
                width: Math.floor((grid.width - (grid.columns - 1) * grid.spacing) / grid.columns)
                height: words.height + Theme.u(48)
                focusPolicy: Qt.TabFocus
                text: item.short || item.name
                Accessible.role: Accessible.Button
                Accessible.name: text
                Accessible.onPressAction: procedure.click()
                onClicked: Visit.act("choose_procedure", {
                    code: item.code
                })

                background: Rectangle {
                    radius: Theme.radius
                    color: procedure.down ? Theme.primarySoft : Theme.surface
                    border.width: Math.max(1, Theme.u(2))
                    border.color: procedure.down ? Theme.primary : Theme.border
                }

                contentItem: Item {
                    Column {
                        id: words

                        x: Theme.u(28)
                        y: Theme.u(24)
                        width: parent.width - Theme.u(108)
                        spacing: Theme.u(8)

                        Label {
                            width: parent.width
                            text: procedure.item.short || procedure.item.name
                            font.pixelSize: Theme.large
                            font.weight: Font.DemiBold
                            color: Theme.primary
                            Accessible.ignored: true
                        }

                        Label {
                            width: parent.width
                            visible: text !== procedure.text
                            text: procedure.item.name
                        }

                        Label {
                            width: parent.width
                            text: procedure.item.agency
                            color: Theme.muted
                            font.pixelSize: Theme.small
                        }

                        Flow {
                            width: parent.width
                            spacing: Theme.u(12)

                            Chip {
                                text: procedure.item.level
                            }

                            ReferenceChip {
                                text: procedure.item.reference
                            }
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
}
