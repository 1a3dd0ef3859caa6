"""What the judges of files have in common: a list of what they found wrong, and how it is told."""

import sys

problems = []


def expect(condition, text):
    """Notes a problem where the condition does not hold."""
    if not condition:
        problems.append(text)
    return condition


def conclude(summary):
    """Prints the first problems and a summary, and exits with 1 where there are any."""
    for problem in problems[:20]:
        print("PROBLEM", problem)
    print(f"{summary}; {len(problems)} problems")
    sys.exit(1 if problems else 0)
