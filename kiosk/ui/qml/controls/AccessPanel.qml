pragma ComponentBehavior: Bound
import QtQuick
import ".."

// Larger words, other colours, a voice, a lower screen, another language: all in one place, each at work as soon as it is touched.
Rectangle {
    id: panel

    readonly property var access: Visit.view.access
    readonly property bool speaks: access.voice !== "absent"
    readonly property bool heard: access.headphones === "ready" || access.aloud
    readonly property real edge: Math.round((width - Theme.pageWidth) / 2)

    signal closed

    function bring(row: Item) {
        area.showItem(row);
    }

    visible: false
    color: Theme.page
    Accessible.role: Accessible.Dialog
    Accessible.name: heading.text

    MouseArea {
        anchors.fill: parent
    }

    Label {
        id: heading

        x: panel.edge
        y: Theme.u(Theme.portrait ? 36 : 20)
        width: Theme.pageWidth
        text: Visit.t["access.title"]
        // Large words need the room below.
        visible: Theme.portrait || !Theme.big
        font.pixelSize: Theme.title
        font.weight: Font.Bold
        Accessible.role: Accessible.Heading
    }

    ScrollArea {
        id: area

        x: panel.edge
        y: (heading.visible ? heading.y + heading.height : 0) + Theme.u(20)
        width: Theme.pageWidth
        height: done.y - Theme.u(12) - y

        Grid {
            id: groups

            readonly property real cell: Math.floor((width - (columns - 1) * columnSpacing) / columns)

            width: parent.width
            columns: Theme.portrait ? 1 : Theme.columns(2)
            columnSpacing: Theme.u(48)
            rowSpacing: Theme.u(Theme.portrait ? 36 : 24)

            Section {
                id: sizes

                width: groups.cell
                heading: Visit.t["access.text_size"]

                Grid {
                    id: sizeGrid

                    readonly property real cell: Math.floor((width - (columns - 1) * spacing) / columns)

                    width: parent.width
                    columns: Theme.columns(2)
                    spacing: Theme.u(12)

                    Repeater {
                        model: 4

                        ChoiceTile {
                            required property int index

                            objectName: "text-size-" + (index + 1)
                            width: sizeGrid.cell
                            text: Visit.t["access.size_" + (index + 1)]
                            textSize: Math.round(Theme.body / Theme.textScale * Theme.textScales[index])
                            chosen: panel.access.text_size === index + 1
                            onClicked: Visit.act("set_text_size", {
                                size: index + 1
                            })
                        }
                    }
                }
            }

            Section {
                width: groups.cell
                heading: Visit.t["access.contrast"]

                Grid {
                    id: colourGrid

                    readonly property real cell: Math.floor((width - (columns - 1) * spacing) / columns)

                    width: parent.width
                    columns: Theme.columns(Theme.portrait ? 3 : 2)
                    spacing: Theme.u(12)

                    Repeater {
                        model: ["standard", "dark", "yellow"]

                        ChoiceTile {
                            required property string modelData

                            objectName: "contrast-" + modelData
                            width: colourGrid.cell
                            text: Visit.t["access." + modelData]
                            swatch: modelData
                            chosen: panel.access.contrast === modelData
                            onClicked: Visit.act("set_contrast", {
                                contrast: modelData
                            })
                        }
                    }
                }
            }

            Section {
                width: groups.cell
                heading: Visit.t["access.voice"]

                Label {
                    width: parent.width
                    visible: !panel.speaks
                    text: Visit.t["access.voice_absent"]
                    color: Theme.missing
                }

                Button {
                    objectName: "speaking"
                    width: parent.width
                    visible: panel.speaks
                    look: panel.access.speaking ? "soft" : "outline"
                    symbol: panel.access.speaking ? "mute" : "speaker"
                    text: Visit.t[panel.access.speaking ? "access.speaking_off" : "access.speaking_on"]
                    onClicked: Visit.act("set_speaking", {
                        on: !panel.access.speaking
                    })
                }

                Label {
                    width: parent.width
                    visible: panel.access.speaking
                    text: Visit.t["access.how"]
                    color: Theme.muted
                }

                Grid {
                    id: volumeGrid

                    readonly property real cell: Math.floor((width - (columns - 1) * spacing) / columns)

                    width: parent.width
                    visible: panel.access.speaking
                    columns: Theme.columns(3)
                    spacing: Theme.u(12)

                    Repeater {
                        model: 3

                        ChoiceTile {
                            required property int index

                            objectName: "volume-" + (index + 1)
                            width: volumeGrid.cell
                            text: Visit.t["access.volume_" + (index + 1)]
                            chosen: panel.access.volume === index + 1
                            onClicked: Visit.act("set_volume", {
                                volume: index + 1
                            })
                        }
                    }
                }

                Label {
                    width: parent.width
                    visible: panel.access.speaking
                    text: Visit.t[panel.access.headphones === "ready" ? "access.private_on" : "access.private_off"]
                    color: Theme.muted
                }

                Button {
                    objectName: "aloud"
                    width: parent.width
                    visible: panel.access.speaking && panel.access.headphones !== "ready"
                    tint: panel.access.aloud ? Theme.primary : Theme.missing
                    symbol: panel.access.aloud ? "lock" : "warning"
                    text: Visit.t[panel.access.aloud ? "access.aloud_off" : "access.aloud_on"]
                    onClicked: Visit.act("set_aloud", {
                        on: !panel.access.aloud
                    })
                }

                Button {
                    objectName: "read-screen"
                    width: parent.width
                    visible: panel.access.speaking
                    symbol: "speaker"
                    text: Visit.t["access.read_screen"]
                    onClicked: {
                        panel.closed();
                        Visit.readScreen();
                    }
                }
            }

            Section {
                width: groups.cell
                heading: Visit.t["access.reach"]

                Button {
                    objectName: "reach"
                    width: parent.width
                    look: panel.access.reach ? "soft" : "outline"
                    symbol: panel.access.reach ? "up" : "lower"
                    text: Visit.t[panel.access.reach ? "access.reach_off" : "access.reach_on"]
                    onClicked: Visit.act("set_reach", {
                        on: !panel.access.reach
                    })
                }
            }

            Section {
                width: groups.cell
                heading: Visit.t["access.language"]

                Grid {
                    id: languageGrid

                    readonly property real cell: Math.floor((width - (columns - 1) * spacing) / columns)

                    width: parent.width
                    columns: Theme.columns(2)
                    spacing: Theme.u(12)

                    Repeater {
                        model: ["vi", "en"]

                        ChoiceTile {
                            required property string modelData

                            objectName: "language-" + modelData
                            width: languageGrid.cell
                            text: Visit.t["access.language_" + modelData]
                            chosen: Visit.view.language === modelData
                            onClicked: Visit.act("switch_language", {
                                language: modelData
                            })
                        }
                    }
                }
            }
        }
    }

    Button {
        id: done

        objectName: "access-done"
        x: panel.edge
        y: panel.height - height - Theme.u(Theme.portrait ? 40 : 20)
        width: Theme.pageWidth
        height: Math.max(Theme.u(Theme.portrait ? 112 : 96), implicitHeight)
        look: "primary"
        textSize: Theme.large
        symbol: "check"
        text: Visit.t["access.done"]
        onClicked: panel.closed()
    }
}
