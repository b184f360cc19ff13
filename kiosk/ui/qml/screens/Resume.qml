import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    title: Visit.t[view.submitted ? "resume.title_submitted" : "resume.title"]
    lead: Visit.t[view.submitted ? "resume.lead_submitted" : "resume.lead"]
    mainText: Visit.t[view.submitted ? "resume.print" : "resume.resume"]
    mainAction: "resume"
    align: 0.3

    Facts {
        width: parent.width
        items: [
            {
                label: Visit.t["resume.procedure"],
                value: screen.view.procedure
            },
            {
                label: Visit.t["resume.number"],
                value: screen.view.number
            }
        ].filter(item => item.value)
    }

    Button {
        sends: "start_new"
        width: Theme.portrait ? parent.width : Math.max(implicitWidth, Theme.u(560))
        symbol: "plus"
        text: Visit.t[screen.view.submitted ? "resume.start_new_submitted" : "resume.start_new"]
    }
}
