import QtQuick

// Where one screen stands at a time. Not a Loader: what Loader.setSource is given for a screen's start it never lets go (Qt 6.11: 7 kB a screen).
Item {
    id: stand

    property Item screen: null

    function put(file: url, view: var) {
        const component = Qt.createComponent(file);
        if (component.status === Component.Error)
            console.error(component.errorString());
        if (screen !== null) {
            screen.visible = false;
            screen.parent = null;
            screen.destroy();
        }
        screen = component.createObject(stand, {
            view: view
        });
        screen.anchors.fill = stand;
    }
}
