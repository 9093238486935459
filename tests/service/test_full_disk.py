"""A full disk: no receipt for what was not stored, a clear answer, and work goes on when there is room."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from ballots.cast import write_cast
from ballots.plaintext import Choice
from tests.service.processes import rooms_process
from tests.service.rooms import OPENS, freeze, problem_of

MEMBERS = 6
ROUNDS = 40


def test_no_receipt_is_given_for_a_ballot_that_found_no_room(tmp_path: Path) -> None:
    """Every file is bounded at a little more than what the database has: SQLite's write fails there."""
    with rooms_process("sqlite", tmp_path) as process:
        process.start(OPENS - timedelta(hours=1))
        election = freeze(process.house, MEMBERS)
        process.stop()
        process.start(OPENS + timedelta(hours=1))
        devices = []
        for n in range(1, MEMBERS + 1):
            devices.append(election.device(f"M{n}"))
            election.draw(election.sign_in(f"M{n}"), devices[-1])
        process.stop()
        largest = max(file.stat().st_size for file in tmp_path.glob("*.sqlite*"))
        process.start(file_limit=largest + 200_000)
        receipts: dict[bytes, str] = {}
        refused: list[bytes] = []
        for _ in range(ROUNDS):
            body = write_cast(devices[0].cast(Choice((1,))))
            answer = election.cast(body)
            if answer.status_code == 200:
                receipts[body] = answer.text
                continue
            found = problem_of(answer, 503, "not-taken")
            assert "Send the same ballot again" in str(found["detail"])
            assert int(answer.headers["retry-after"]) > 0
            refused.append(body)
            break
        assert receipts and refused, (len(receipts), len(refused))
        # Full for others too, and the box still answers what needs no room.
        other = write_cast(devices[1].cast(Choice((2,))))
        problem_of(election.cast(other), 503, "not-taken")
        assert process.house.anybody.get(election.box).status_code == 200
        last = next(reversed(receipts))
        assert election.cast(last).text == receipts[last]
        process.kill()
        process.start()
        for body, text in receipts.items():
            assert election.cast(body).text == text
        for body in (*refused, other):
            assert election.cast(body).status_code == 200
        events = process.log.read_text()
        assert "commit_failed" in events
        assert "M1" not in events
