"""The visit as a statechart: which screen may follow which. No data lives here; `kiosk.visit.visit` holds it and fires the events.

An event that the present state does not know is ignored: a double touch must do nothing. docs/visit.md is drawn from here.
"""

from __future__ import annotations

from statemachine import State, StateChart


class VisitChart(StateChart[None]):
    """Screens of one visit. State ids are the screen names of kiosk/visit/VIEW.md; conditions are those of `Guards`."""

    out_of_service = State()
    attract = State(initial=True)

    class visiting(State.Compound):  # noqa: N801 python-statemachine names a compound state by its class
        language = State(initial=True)
        consent = State()
        card = State()
        card_glass = State()
        person = State()
        confirm = State()
        resume = State()
        procedures = State()
        cases = State()
        needs = State()
        papers = State()
        scanning = State()
        scan_fault = State()
        pages = State()
        board = State()
        form = State()
        receiving = State()
        fee = State()
        review = State()
        submitting = State()
        submitted = State()
        rating = State()
        track = State()
        tracked = State()
        ticket = State()

        language_chosen = (
            language.to(procedures, cond="browsing")
            | language.to(track, cond="tracking")
            | language.to(ticket, cond="ticketing")
            | language.to(consent)
        )
        consented = consent.to(card)
        type_instead = card.to(person) | card_glass.to(person)
        use_glass = card.to(card_glass)
        person_known = card.to(confirm) | card_glass.to(confirm) | person.to(confirm) | confirm.to(confirm)
        card_problem = card.to(card) | card_glass.to(card_glass) | person.to(card) | confirm.to(card)
        not_me = confirm.to(card)
        draft_found = confirm.to(resume)
        nothing_found = confirm.to(papers, cond="case_known") | confirm.to(procedures)
        resumed = resume.to(papers)
        already_submitted = resume.to(submitted)
        start_new = resume.to(papers, cond="case_known") | resume.to(procedures)
        procedure_chosen = procedures.to(needs, cond="single_case") | procedures.to(cases)
        case_chosen = cases.to(needs)
        have_papers = needs.to(papers)
        file_this = needs.to(consent)
        scan_begun = papers.to(scanning) | pages.to(scanning) | board.to(scanning) | scan_fault.to(scanning)
        scan_ended = scanning.to(pages)
        stack_ended = scanning.to(board)
        scan_nothing = scanning.to(papers)
        scan_failed = scanning.to(scan_fault)
        look = papers.to(pages) | scan_fault.to(pages)
        pages_accepted = pages.to(papers)
        sort = papers.to(board) | scan_fault.to(board)
        stack_filed = board.to(papers)
        papers_done = papers.to(review, cond="formless") | papers.to(form)
        form_done = form.to(review, cond="supplementing") | form.to(receiving)
        receiving_chosen = receiving.to(fee)
        fee_read = fee.to(review)
        edit_papers = review.to(papers)
        edit_form = review.to(form, unless="formless")
        edit_receiving = review.to(receiving, unless="supplementing")
        submit = review.to(submitting)
        submission_kept = submitting.to(submitted)
        submission_failed = submitting.to(review)
        rate = submitted.to(rating)
        tracked_known = track.to(tracked)
        supplement_begun = tracked.to(consent)
        back = (
            consent.to(tracked, cond="supplementing")
            | consent.to(needs, cond="browsed")
            | consent.to(language)
            | card.to(consent)
            | card_glass.to(card)
            | person.to(card)
            | confirm.to(card)
            | resume.to(card)
            | procedures.to(language, cond="browsing")
            | procedures.to(card)
            | cases.to(procedures)
            | needs.to(procedures, cond="single_case")
            | needs.to(cases)
            | papers.to(tracked, cond="dossier_known")
            | papers.to(track, cond="supplementing")
            | papers.to(needs)
            | scan_fault.to(papers)
            | pages.to(papers)
            | board.to(papers)
            | form.to(papers)
            | receiving.to(form)
            | fee.to(receiving)
            | review.to(papers, cond="formless")
            | review.to(form, cond="supplementing")
            | review.to(fee)
            | track.to(language)
            | tracked.to(track)
            | ticket.to(language)
        )

    goodbye = State()
    failsafe = State()

    start = attract.to(visiting) | goodbye.to(visiting) | failsafe.to(attract)
    finish = visiting.rating.to(goodbye)
    leave = visiting.to(goodbye)
    wipe = visiting.to(attract) | goodbye.to(attract) | failsafe.to(attract)
    fail = visiting.to(failsafe) | attract.to(failsafe) | goodbye.to(failsafe) | out_of_service.to(failsafe)
    close_down = attract.to(out_of_service)
    open_up = out_of_service.to(attract)


def transitions(chart: type[StateChart[None]] = VisitChart) -> list[tuple[str, str, str, str]]:
    """Every transition: state, event, next state, condition (empty: always). In the chart's order: the first that may be taken is."""
    return [
        (state.id, event, target.id, " ".join(str(spec) for spec in transition.cond))
        for outer in chart.states
        for state in (outer, *outer.states)
        for transition in state.transitions
        for event in transition.event.split()
        for target in transition.targets
    ]


BACK = frozenset(state for state, event, _, _ in transitions() if event == "back")
"""The screens from which one can go back."""
