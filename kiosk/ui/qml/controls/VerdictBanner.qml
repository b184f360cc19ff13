import QtQuick
import ".."

// The verdict on a whole dossier.
Banner {
    property string verdict

    symbol: verdict === "complete" ? "check-circle" : verdict === "officer" ? "officer" : "missing"
    ink: verdict === "complete" ? Theme.complete : verdict === "officer" ? Theme.officer : Theme.missing
    color: verdict === "complete" ? Theme.completeSoft : verdict === "officer" ? Theme.officerSoft : Theme.missingSoft
}
