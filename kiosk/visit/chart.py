"""The visit as a statechart: which screen may follow which. No data lives here; `kiosk.visit.visit` holds it and fires the events.

An event that the present state does not know is ignored: a double touch must do nothing.
"""

from __future__ import annotations

from statemachine import State, StateChart


class VisitChart(StateChart[None]):
    """Screens of one visit. State ids are the screen names of kiosk/visit/VIEW.md."""

    out_of_service = State()
    attract = State(initial=True)

    class visiting(State.Compound):  # noqa: N801 python-statemachine names a compound state by its class
        language = State(initial=True)
        card = State()
        card_glass = State()
        person = State()
        confirm = State()
        resume = State()
        procedures = State()
        cases = State()
        papers = State()
        scanning = State()
        scan_fault = State()
        pages = State()
        board = State()
        form = State()
        review = State()
        submitting = State()
        submitted = State()

        language_chosen = language.to(card)
        type_instead = card.to(person) | card_glass.to(person)
        use_glass = card.to(card_glass)
        person_known = card.to(confirm) | card_glass.to(confirm) | person.to(confirm) | confirm.to(confirm)
        card_problem = card.to(card) | card_glass.to(card_glass) | person.to(card) | confirm.to(card)
        not_me = confirm.to(card)
        draft_found = confirm.to(resume)
        nothing_found = confirm.to(procedures)
        resumed = resume.to(papers)
        already_submitted = resume.to(submitted)
        start_new = resume.to(procedures)
        procedure_chosen = procedures.to(cases)
        case_chosen = cases.to(papers)
        scan_begun = papers.to(scanning) | pages.to(scanning) | board.to(scanning) | scan_fault.to(scanning)
        scan_ended = scanning.to(pages)
        stack_ended = scanning.to(board)
        scan_nothing = scanning.to(papers)
        scan_failed = scanning.to(scan_fault)
        look = papers.to(pages) | scan_fault.to(pages)
        pages_accepted = pages.to(papers)
        sort = papers.to(board) | scan_fault.to(board)
        stack_filed = board.to(papers)
        papers_done = papers.to(form)
        form_done = form.to(review)
        edit_papers = review.to(papers)
        edit_form = review.to(form)
        submit = review.to(submitting)
        submission_kept = submitting.to(submitted)
        submission_failed = submitting.to(review)
        back = (
            card.to(language)
            | card_glass.to(card)
            | person.to(card)
            | confirm.to(card)
            | resume.to(card)
            | procedures.to(card)
            | cases.to(procedures)
            | papers.to(cases)
            | scan_fault.to(papers)
            | pages.to(papers)
            | board.to(papers)
            | form.to(papers)
            | review.to(form)
        )

    goodbye = State()
    failsafe = State()

    start = attract.to(visiting) | goodbye.to(visiting) | failsafe.to(attract)
    finish = visiting.submitted.to(goodbye)
    leave = visiting.to(goodbye)
    wipe = visiting.to(attract) | goodbye.to(attract) | failsafe.to(attract)
    fail = visiting.to(failsafe) | attract.to(failsafe) | goodbye.to(failsafe) | out_of_service.to(failsafe)
    close_down = attract.to(out_of_service)
    open_up = out_of_service.to(attract)
