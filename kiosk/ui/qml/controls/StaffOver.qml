pragma ComponentBehavior: Bound
import QtQuick
import ".."

// Staff beside the resident: signing in, then their panel. Nothing at all while nobody is there.
Item {
    id: over

    readonly property var staff: Visit.view.staff ?? ({
            state: "away"
        })
    readonly property string phase: staff.state
    readonly property bool there: phase !== "away"

    visible: there

    // What is being typed below belongs to the resident; what is typed here must not stay in their field.
    onThereChanged: Visit.target?.done()

    Loader {
        anchors.fill: parent
        active: over.there && over.phase !== "beside"
        sourceComponent: StaffPin {
            staff: over.staff
        }
    }

    Loader {
        anchors.fill: parent
        active: over.phase === "beside"
        sourceComponent: StaffPanel {
            staff: over.staff
        }
    }
}
