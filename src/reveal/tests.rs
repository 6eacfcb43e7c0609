use super::*;
use proptest::prelude::*;

const GRANT: &str = r#"{"vault":"vaultera","scope":"show_card","cardToken":"c0","sessionToken":"s0"}"#;

fn grant(text: &str) -> Input {
    Input::Grant(Some(Value::parse(text.as_bytes()).expect("JSON")))
}

/// The time that was asked for last is over.
fn pass(reveal: &mut Reveal) -> Vec<Effect> {
    reveal.handle(Input::Elapsed(reveal.ticket))
}

fn waiting(sight: Sight) -> Reveal {
    let mut reveal = Reveal::new();
    reveal.handle(Input::Config(Scope::ShowCard, None));
    let seen = reveal.handle(Input::Seen(View::Whole, sight));
    assert!(matches!(*seen, [Effect::Steady(false), Effect::Wait(STEADY_MS, _)]), "{seen:?}");
    assert_eq!(pass(&mut reveal), [Effect::Steady(true)]);
    reveal
}

fn asking() -> Reveal {
    let mut reveal = waiting(Sight::Clear);
    let effects = reveal.handle(Input::Press(true));
    assert_eq!(effects.last(), Some(&Effect::AskGrant), "{effects:?}");
    reveal
}

fn shown() -> Reveal {
    let mut reveal = asking();
    assert!(matches!(*reveal.handle(grant(GRANT)), [Effect::Open(_)]));
    let effects = reveal.handle(Input::Opened);
    assert!(effects.contains(&Effect::Count(HIDE_AFTER_MS, reveal.ticket)), "{effects:?}");
    assert_eq!(effects.last(), Some(&Effect::Shown));
    reveal
}

fn failure(effects: &[Effect]) -> Option<Code> {
    effects.iter().find_map(|effect| match effect {
        Effect::Failed(error) => Some(error.code),
        _ => None,
    })
}

#[test]
fn a_press_in_a_frame_that_is_surely_seen_asks_for_a_grant_and_the_grant_opens_the_page() {
    let mut reveal = asking();
    match &*reveal.handle(grant(GRANT)) {
        [Effect::Open(page)] => assert!(page.url.ends_with("?card_token=c0&session_token=s0"), "{page:?}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn no_grant_is_taken_that_was_not_asked_for() {
    for mut reveal in [Reveal::new(), waiting(Sight::Clear), waiting(Sight::Unknown), shown()] {
        assert_eq!(reveal.handle(grant(GRANT)), []);
    }
    let mut reveal = asking();
    reveal.handle(Input::Hide);
    assert_eq!(reveal.handle(grant(GRANT)), [], "it was called off");
}

#[test]
fn a_press_that_no_person_did_is_refused_by_name_at_either_button() {
    let mut reveal = waiting(Sight::Clear);
    assert_eq!(failure(&reveal.handle(Input::Press(false))), Some(Code::GestureRequired));
    let mut reveal = waiting(Sight::Unknown);
    assert_eq!(failure(&reveal.handle(Input::Press(true))), None);
    reveal.handle(Input::Seen(View::Whole, Sight::Unknown));
    pass(&mut reveal);
    assert_eq!(failure(&reveal.handle(Input::Confirm(false))), Some(Code::GestureRequired));
    assert_eq!(reveal.handle(Input::Confirm(true)).last(), Some(&Effect::AskGrant));
}

#[test]
fn a_button_that_was_not_in_full_view_for_long_enough_is_refused_by_name() {
    let mut early = Reveal::new();
    early.handle(Input::Config(Scope::ShowCard, None));
    assert_eq!(failure(&early.handle(Input::Press(true))), Some(Code::FrameNotVisible), "nobody looked yet");
    early.handle(Input::Seen(View::Whole, Sight::Clear));
    assert_eq!(failure(&early.handle(Input::Press(true))), Some(Code::FrameNotVisible), "half a second");
    for (view, sight) in [
        (View::None, Sight::Unknown),
        (View::Part, Sight::Unknown),
        (View::Part, Sight::Clear),
        (View::Whole, Sight::Covered),
    ] {
        let mut reveal = waiting(Sight::Clear);
        assert_eq!(reveal.handle(Input::Seen(view, sight)), [Effect::Steady(false)]);
        assert_eq!(failure(&reveal.handle(Input::Press(true))), Some(Code::FrameNotVisible), "{view:?} {sight:?}");
    }
}

#[test]
fn a_time_that_was_begun_before_the_button_was_covered_counts_no_more() {
    let mut reveal = Reveal::new();
    reveal.handle(Input::Config(Scope::ShowCard, None));
    reveal.handle(Input::Seen(View::Whole, Sight::Clear));
    let begun = reveal.ticket;
    reveal.handle(Input::Seen(View::Whole, Sight::Covered));
    reveal.handle(Input::Seen(View::Whole, Sight::Clear));
    assert_eq!(reveal.handle(Input::Elapsed(begun)), []);
    assert_eq!(failure(&reveal.handle(Input::Press(true))), Some(Code::FrameNotVisible));
}

#[test]
fn where_the_browser_cannot_tell_a_second_button_is_needed_and_has_a_time_of_its_own() {
    let mut reveal = waiting(Sight::Unknown);
    assert_eq!(reveal.handle(Input::Press(true)).first(), Some(&Effect::Draw(Phase::Confirming)));
    // A second click of the same press comes too early, whatever it hits.
    assert_eq!(reveal.handle(Input::Press(true)), []);
    assert_eq!(failure(&reveal.handle(Input::Confirm(true))), Some(Code::FrameNotVisible));
    reveal.handle(Input::Seen(View::Whole, Sight::Unknown));
    assert_eq!(failure(&reveal.handle(Input::Confirm(true))), Some(Code::FrameNotVisible));
    pass(&mut reveal);
    assert_eq!(reveal.handle(Input::Confirm(true)).last(), Some(&Effect::AskGrant));
    let mut reveal = waiting(Sight::Unknown);
    reveal.handle(Input::Press(true));
    assert!(reveal.handle(Input::Hide).contains(&Effect::Draw(Phase::Waiting)), "a change of mind");
    assert_eq!(reveal.handle(Input::Confirm(true)), []);
}

#[test]
fn a_card_is_hidden_by_its_time_by_whoever_wants_it_and_when_nobody_sees_it() {
    for input in [
        Input::Hide,
        Input::Seen(View::None, Sight::Unknown),
        Input::Seen(View::Whole, Sight::Covered),
        Input::Elapsed(shown().ticket),
    ] {
        let mut reveal = shown();
        let what = format!("{input:?}");
        let effects = reveal.handle(input);
        assert_eq!(effects.first(), Some(&Effect::Close), "{what}");
        assert_eq!(effects.last(), Some(&Effect::Hidden), "{what}");
        assert!(effects.contains(&Effect::Say("reveal_hidden")), "{what}");
        assert_eq!(reveal.handle(Input::Hide), [], "once");
        assert_eq!(failure(&reveal.handle(Input::Press(true))), Some(Code::FrameNotVisible), "another gesture");
    }
    let mut reveal = shown();
    for part in [View::Part, View::Whole] {
        assert_eq!(reveal.handle(Input::Seen(part, Sight::Clear)), [], "a page may be scrolled a little");
    }
}

#[test]
fn what_comes_to_nothing_is_named_and_the_page_is_away() {
    let mut none = asking();
    let none = none.handle(Input::Grant(None));
    let mut silent = asking();
    let silent = pass(&mut silent);
    let mut unopened = asking();
    unopened.handle(grant(GRANT));
    let unopened = pass(&mut unopened);
    let mut covered = asking();
    let covered = covered.handle(Input::Seen(View::Whole, Sight::Covered));
    let mut scope = asking();
    let scope = scope.handle(grant(r#"{"vault":"vaultera","scope":"card","cardToken":"c","sessionToken":"s"}"#));
    for (effects, code) in [
        (none, Code::GrantUnavailable),
        (silent, Code::GrantUnavailable),
        (unopened, Code::PageSilent),
        (covered, Code::FrameNotVisible),
        (scope, Code::ScopeMismatch),
    ] {
        assert_eq!(failure(&effects), Some(code));
        assert_eq!(effects.first(), Some(&Effect::Close), "{code:?}");
        assert!(!effects.contains(&Effect::Hidden), "{code:?}: it was never shown");
    }
}

#[test]
fn the_page_says_once_what_is_shown_and_for_how_long_within_bounds() {
    for (wanted, given) in
        [(None, 20_000), (Some(0), 1_000), (Some(1_000), 1_000), (Some(60_000), 60_000), (Some(u32::MAX), 300_000)]
    {
        let mut reveal = Reveal::new();
        assert!(!reveal.handle(Input::Config(Scope::ShowServiceCode, wanted)).is_empty());
        assert_eq!(reveal.handle(Input::Config(Scope::ShowCard, Some(LONGEST_MS))), [], "it is frozen");
        assert_eq!((reveal.hide_after_ms, reveal.scope), (given, Scope::ShowServiceCode));
    }
}

fn any_input() -> impl Strategy<Value = Option<(u8, bool)>> {
    proptest::option::weighted(0.95, (0u8..10, any::<bool>()))
}

proptest! {
    /// Whatever happens in whatever order: a page is open only after a person's press in a frame in view, the host is
    /// told of `shown` and `hidden` in turn, and each grant that was asked for opens at most one page.
    #[test]
    fn no_order_of_events_shows_a_card_without_a_gesture(steps in proptest::collection::vec(any_input(), 0..80)) {
        let mut reveal = Reveal::new();
        let (mut in_view, mut gestures, mut opened, mut open, mut told) = (false, 0, 0, false, false);
        for step in steps {
            let Some((kind, yes)) = step else { continue };
            let state = reveal.state;
            let input = match kind {
                0 => Input::Config(Scope::ShowCard, None),
                1 => Input::Press(yes),
                2 => Input::Confirm(yes),
                3 => { in_view = true; Input::Seen(View::Whole, if yes { Sight::Clear } else { Sight::Unknown }) }
                4 => { in_view = false; Input::Seen(View::None, Sight::Unknown) }
                5 => grant(GRANT),
                6 => Input::Grant(None),
                7 => Input::Opened,
                8 => Input::Hide,
                _ => Input::Elapsed(if yes { reveal.ticket } else { reveal.ticket.wrapping_sub(1) }),
            };
            let by_person = matches!(input, Input::Press(true) | Input::Confirm(true));
            for effect in reveal.handle(input) {
                match effect {
                    Effect::AskGrant => {
                        prop_assert!(by_person && in_view && state != State::Idle);
                        gestures += 1;
                    }
                    Effect::Open(_) => { opened += 1; open = true; prop_assert!(opened <= gestures); }
                    Effect::Close => open = false,
                    Effect::Shown => { prop_assert!(open && !told); told = true; }
                    Effect::Hidden => { prop_assert!(!open && told); told = false; }
                    _ => {}
                }
            }
            prop_assert_eq!(open, matches!(reveal.state, State::Opening | State::Shown));
        }
    }
}
