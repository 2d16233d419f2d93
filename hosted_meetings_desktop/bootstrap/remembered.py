"""Which account this PC uses: a small file without any secret."""

from __future__ import annotations

import logging
from pathlib import Path

from hosted_meetings_desktop.domain.account import Account, Provider
from hosted_meetings_desktop.domain.ids import AccountId

log = logging.getLogger(__name__)

PRACTICE_ACCOUNT = AccountId("practice")


def practice_account(provider: Provider) -> Account:
    """Return the account of practice mode, which is never remembered."""
    return Account(PRACTICE_ACCOUNT, provider, "Practice", practice=True)


def remembered_account(folder: Path) -> Account | None:
    """Return the account kept in ``folder``, or None."""
    import json  # not for practice mode, which remembers nothing

    try:
        kept = json.loads((folder / "account.json").read_text(encoding="utf-8"))
        return Account(AccountId(str(kept["id"])), Provider(kept["provider"]), str(kept["label"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.info("the remembered account cannot be read: %s", type(error).__name__)
        return None


def remember_account(folder: Path, account: Account | None) -> None:
    """Keep which account this PC uses; None forgets it."""
    import json

    path = folder / "account.json"
    if account is None:
        path.unlink(missing_ok=True)
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = json.dumps({"id": account.id, "provider": account.provider, "label": account.label})
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
