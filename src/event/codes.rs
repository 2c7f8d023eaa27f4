//! CAMEO and PLOVER codes of each event, for users of the standard ontologies.
//!
//! Sources: the CAMEO codebook 1.1b3 (041 discuss by telephone; 010 and its children; 1012 demand for economic
//! sanctions; 1312 threaten with sanctions) and the PLOVER manual (CONSULT, THREATEN; it has no statement type).

use super::v1::{Codes, SanctionThreatStage, StatementAct};

/// Codes of a call: PLOVER counts video under `phone` too.
#[must_use]
pub fn call_codes() -> Codes {
    codes("041", "CONSULT/phone")
}

/// Codes of a sanction threat. A call on another to impose is a demand in CAMEO, not a threat.
#[must_use]
pub fn sanction_threat_codes(stage: SanctionThreatStage) -> Codes {
    match stage {
        SanctionThreatStage::Proposed => codes("1012", "THREATEN/restrict/economic"),
        _ => codes("1312", "THREATEN/restrict/economic"),
    }
}

/// Codes of a statement: the child of 010 that the act names, 010 itself for the others.
#[must_use]
pub fn statement_codes(act: StatementAct) -> Codes {
    let cameo = match act {
        StatementAct::Warn => "012",
        StatementAct::Praise => "013",
        StatementAct::Deny => "016",
        StatementAct::Express => "018",
        StatementAct::Agree => "019",
        _ => "010",
    };
    codes(cameo, "")
}

fn codes(cameo: &str, plover: &str) -> Codes {
    Codes { cameo: cameo.to_owned(), plover: plover.to_owned() }
}
