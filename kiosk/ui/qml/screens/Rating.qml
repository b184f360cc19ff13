pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import ".."
import "../controls"

Screen {
    id: screen

    readonly property var looks: ({
            good: {
                symbol: "smile",
                tint: Theme.complete,
                soft: Theme.completeSoft
            },
            fair: {
                symbol: "neutral",
                tint: Theme.primary,
                soft: Theme.primarySoft
            },
            poor: {
                symbol: "frown",
                tint: Theme.missing,
                soft: Theme.missingSoft
            }
        })

    title: Visit.t["rating.title"]
    lead: Visit.t["rating.lead"]
    mainText: Visit.t[view.rating ? "rating.send" : "rating.skip"]
    mainAction: "finish"
    align: 0.3

    Grid {
        id: faces

        width: parent.width
        columns: Theme.columns(3)
        spacing: Theme.gap

        Repeater {
            model: screen.view.ratings.length

            T.AbstractButton {
                id: face

                required property int index
                readonly property var rating: screen.view.ratings[index] ?? ({
                        id: "fair",
                        name: ""
                    })
                readonly property var look: screen.looks[rating.id]
                readonly property bool chosen: screen.view.rating === rating.id

                objectName: "action-give-" + rating.id
                width: Math.floor((faces.width - (faces.columns - 1) * faces.spacing) / faces.columns)
                height: Math.max(Theme.touch, column.height + Theme.u(56))
                focusPolicy: Qt.TabFocus
                text: rating.name
                Accessible.role: Accessible.Button
                Accessible.name: text
                Accessible.onPressAction: face.click()
                onClicked: Visit.act("give", {
                    rating: rating.id
                })

                background: Rectangle {
                    radius: Theme.radius
                    color: face.chosen || face.down ? face.look.soft : Theme.surface
                    border.width: Math.max(2, Theme.u(face.chosen ? 5 : 2))
                    border.color: face.look.tint
                }

                contentItem: Item {
                    Column {
                        id: column

                        anchors.verticalCenter: parent.verticalCenter
                        width: parent.width
                        spacing: Theme.u(16)

                        Icon {
                            anchors.horizontalCenter: parent.horizontalCenter
                            name: face.look.symbol
                            size: Theme.u(Theme.portrait ? 168 : 128)
                            color: face.look.tint
                            stroke: 1.6
                        }

                        Label {
                            width: parent.width
                            text: face.text
                            font.pixelSize: Theme.large
                            font.weight: Font.DemiBold
                            color: face.look.tint
                            horizontalAlignment: Text.AlignHCenter
                            Accessible.ignored: true
                        }
                    }
                }
            }
        }
    }

    Label {
        width: parent.width
        visible: screen.view.reasons.length > 0
        text: Visit.t["rating.why"]
        font.pixelSize: Theme.large
        font.weight: Font.DemiBold
    }

    Grid {
        id: reasons

        width: parent.width
        columns: Theme.columns(2)
        spacing: Theme.u(16)

        Repeater {
            model: screen.view.reasons.length

            TickBox {
                required property int index
                readonly property var reason: screen.view.reasons[index] ?? ({
                        id: "",
                        name: "",
                        chosen: false
                    })

                objectName: "action-because-" + reason.id
                width: Math.floor((reasons.width - (reasons.columns - 1) * reasons.spacing) / reasons.columns)
                text: reason.name
                ticked: reason.chosen
                onClicked: Visit.act("because", {
                    reason: reason.id
                })
            }
        }
    }
}
