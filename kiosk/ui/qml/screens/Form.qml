import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    readonly property string place: view.group.index + "." + view.member
    readonly property string jump: view.jump
    readonly property bool listing: view.members.items !== undefined

    title: view.title
    lead: listing ? Visit.t["form.members_lead"] : view.group.count > 1 ? Visit.say("form.group", {
        index: view.group.index,
        count: view.group.count
    }) : Visit.t["form.lead"]
    mainText: view.member > 0 ? Visit.t["form.member_done"] : Visit.t["form.continue"]
    mainSymbol: view.member > 0 ? "check" : "forward"
    covered: picker.field !== null || longChoice.visible
    mainAction: "continue"

    onPlaceChanged: scroll.contentY = 0
    onJumpChanged: Qt.callLater(screen.showWrong)

    function showWrong() {
        const block = list.block(jump.slice(0, jump.lastIndexOf("#")));
        if (block !== null)
            showItem(block);
    }

    FieldList {
        id: list

        width: parent.width
        visible: !screen.listing
        fields: screen.view.fields
        live: true
        onPick: field => picker.field = field
    }

    MemberList {
        width: parent.width
        visible: screen.listing
        members: screen.listing ? screen.view.members : none
    }

    Picker {
        id: picker

        parent: screen
        anchors.fill: parent
    }

    LongChoice {
        id: longChoice

        parent: screen
        anchors.fill: parent
        picker: screen.view.picker
    }
}
