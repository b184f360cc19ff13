pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    title: Visit.t["review.title"]
    lead: Theme.portrait ? Visit.t["review.lead"] : ""
    mainText: Visit.t[view.needs_signature ? "review.sign" : "review.submit"]
    mainSymbol: view.needs_signature ? "pen" : "send"
    mainEnabled: view.needs_signature ? view.can_sign : view.can_submit
    mainAction: view.needs_signature ? "signing" : "submit"
    mainArgs: view.needs_signature ? {
        value: true
    } : {}
    covered: view.signing

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

            Section {
                width: parent.width
                heading: Visit.t["sign.receiving"]
                visible: screen.view.receiving.length > 0
                sends: "edit_receiving"

                Repeater {
                    model: screen.view.receiving.length

                    AnswerLine {
                        required property int index

                        width: parent.width
                        label: screen.view.receiving[index]?.label ?? ""
                        value: screen.view.receiving[index]?.value ?? ""
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

    SigningSheet {
        parent: screen
        anchors.fill: parent
        visible: screen.view.signing
        view: screen.view
    }
}
