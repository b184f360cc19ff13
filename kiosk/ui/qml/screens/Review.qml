pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import ".."
import "../controls"

Screen {
    id: screen

    title: Visit.t["review.title"]
    lead: Theme.portrait ? Visit.t["review.lead"] : ""
    mainText: Visit.t["review.submit"]
    mainSymbol: "send"
    mainAction: "submit"
    mainEnabled: view.can_submit

    pinned: [
        VerdictBanner {
            objectName: "whole-verdict"
            width: parent?.width ?? 0
            verdict: screen.view.whole
            text: screen.view.whole_text
        }
    ]

    Flow {
        id: columns

        readonly property real cell: Theme.portrait ? width : Math.floor((width - spacing) / 2)

        width: parent.width
        spacing: Theme.u(32)

        Column {
            width: columns.cell
            spacing: Theme.gap

            Section {
                width: parent.width
                heading: Visit.t["review.procedure"]

                Label {
                    width: parent.width
                    text: screen.view.procedure
                    font.weight: Font.DemiBold
                }

                Label {
                    width: parent.width
                    text: screen.view.case
                    color: Theme.muted
                }

                Repeater {
                    model: screen.view.facts.length

                    AnswerLine {
                        required property int index

                        width: parent.width
                        label: screen.view.facts[index]?.label ?? ""
                        value: screen.view.facts[index]?.value ?? ""
                        reference: screen.view.facts[index]?.reference ?? ""
                    }
                }
            }

            Section {
                width: parent.width
                heading: Visit.t["review.papers"]
                sends: "edit_papers"

                Repeater {
                    model: screen.view.rows.length

                    Column {
                        id: paper

                        required property int index
                        readonly property var row: screen.view.rows[index] ?? screen.view.rows[0]

                        width: parent.width
                        spacing: Theme.u(8)

                        Label {
                            width: parent.width
                            text: paper.row.position + ". " + paper.row.name
                        }

                        Flow {
                            width: parent.width
                            spacing: Theme.u(12)

                            VerdictChip {
                                verdict: paper.row.verdict
                                text: paper.row.verdict_text
                            }

                            Chip {
                                visible: paper.row.pages > 0
                                symbol: "pages"
                                text: paper.row.pages === 1 ? Visit.t["papers.one_page"] : Visit.say("papers.pages", {
                                    count: paper.row.pages
                                })
                            }
                        }
                    }
                }
            }
        }

        Column {
            width: columns.cell
            spacing: Theme.gap

            Section {
                width: parent.width
                heading: Visit.t["review.person"]

                Repeater {
                    model: ["name", "number", "born", "sex", "address"]

                    AnswerLine {
                        required property string modelData

                        width: parent.width
                        label: Visit.t["confirm." + modelData]
                        value: screen.view.person[modelData]
                    }
                }
            }

            Repeater {
                model: screen.view.answers.length

                Section {
                    id: answers

                    required property int index
                    readonly property var group: screen.view.answers[index] ?? ({
                            title: "",
                            items: []
                        })

                    width: parent.width
                    heading: group.title
                    sends: index === 0 ? "edit_form" : ""

                    Repeater {
                        model: answers.group.items.length

                        AnswerLine {
                            required property int index

                            width: parent.width
                            label: answers.group.items[index]?.label ?? ""
                            value: answers.group.items[index]?.value ?? ""
                        }
                    }
                }
            }
        }
    }

    last: T.CheckBox {
        id: consent

        objectName: "consent-box"
        width: parent?.width ?? 0
        height: Math.max(Theme.touch, consentWords.height + Theme.u(44))
        focusPolicy: Qt.TabFocus
        checkable: false
        text: screen.view.consent_text
        Accessible.role: Accessible.CheckBox
        Accessible.name: text
        Accessible.checked: screen.view.consent
        Accessible.onPressAction: consent.click()
        onClicked: Visit.act("set_consent", {
            value: !screen.view.consent
        })

        background: Rectangle {
            radius: Theme.radius
            color: screen.view.consent || consent.down ? Theme.primarySoft : Theme.surface
            border.width: Math.max(2, Theme.u(4))
            border.color: Theme.primary
        }

        contentItem: Item {
            Rectangle {
                x: Theme.u(28)
                anchors.verticalCenter: parent.verticalCenter
                width: Theme.u(60)
                height: width
                radius: Theme.u(10)
                color: screen.view.consent ? Theme.primary : Theme.surface
                border.width: Math.max(2, Theme.u(4))
                border.color: Theme.primary

                Icon {
                    anchors.centerIn: parent
                    visible: screen.view.consent
                    name: "check"
                    stroke: 3
                    color: Theme.primaryInk
                    size: Theme.u(44)
                }
            }

            Label {
                id: consentWords

                x: Theme.u(116)
                anchors.verticalCenter: parent.verticalCenter
                width: consent.width - x - Theme.u(28)
                text: consent.text
                font.pixelSize: Theme.portrait ? Theme.body : Theme.small
                Accessible.ignored: true
            }
        }
    }
}
