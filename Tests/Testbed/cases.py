"""Cases that run one after the other, each reported. Standard library only."""

import traceback

CASES = []


def case(body):
    """Adds a case; what its documentation says is its name."""
    CASES.append(body)
    return body


def run_cases(bed, cloud, after=None):
    """Runs all cases. Answers how many passed and how many failed."""
    passed = failed = 0
    for body in CASES:
        try:
            note = body(bed, cloud)
            if after:
                after()
            passed += 1
            print(f"PASS {body.__doc__}" + (f" ({note})" if note else ""), flush=True)
        except Exception:  # every case is reported, then the next one runs
            failed += 1
            print(f"FAIL {body.__doc__}\n{traceback.format_exc()}", flush=True)
    return passed, failed
