//! Pages with slots.

/// Fills the slots of a template, `{{name}}` each, in one pass: what fills a slot is never taken for a slot.
pub(crate) fn filled(template: &str, fill: impl Fn(&str) -> String) -> String {
    let mut page = String::with_capacity(2 * template.len());
    for (index, part) in template.split("{{").enumerate() {
        match part.split_once("}}") {
            Some((slot, rest)) if index > 0 => {
                page.push_str(&fill(slot));
                page.push_str(rest);
            }
            _ => page.push_str(part),
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn what_fills_a_slot_is_not_taken_for_one() {
        let fill = |slot: &str| if slot == "a" { "{{b}}".to_owned() } else { "wrong".to_owned() };
        assert_eq!(filled("<{{a}}>", fill), "<{{b}}>");
    }
}
