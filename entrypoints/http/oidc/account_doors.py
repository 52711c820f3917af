"""The doors of the page at which people look after their own account."""

from flask import Blueprint, Response, request

from entrypoints.http.doors import opens
from entrypoints.http.oidc.account import AccountPages
from entrypoints.http.oidc.bodies import AccountForm
from entrypoints.http.oidc.form_doors import FURTHER, Act, take_forms
from entrypoints.http.oidc.own_address import AddressPages
from entrypoints.http.oidc.visits import HTML, Reception, Visit, at_pages


def blueprint(*, pages: AccountPages, addresses: AddressPages, reception: Reception) -> Blueprint:
    """The doors of the account."""
    doors = Blueprint("account", __name__, url_prefix="/t/<slug>/account")

    @doors.get("")
    @opens("browser", query=("done",), media=HTML, further=FURTHER)
    @at_pages(reception)
    def show_account(visit: Visit) -> Response:
        """The own account; who is not signed in signs in first."""
        return pages.show(visit, request.args.get("done"))

    @doors.get("/address")
    @opens("browser", query=("kind",), media=HTML, further=FURTHER)
    @at_pages(reception)
    def show_address(visit: Visit) -> Response:
        """Where a new phone number or email address is typed."""
        return addresses.show(visit, request.args.get("kind"))

    @doors.get("/code")
    @opens("browser", media=HTML, further=FURTHER)
    @at_pages(reception)
    def show_address_code(visit: Visit) -> Response:
        """Where the code of a new address is entered."""
        return addresses.show_code(visit)

    acts: dict[str, tuple[str, Act]] = {
        "/address": ("Send a code to a new address.", addresses.ask),
        "/code": ("Prove the new address.", addresses.prove),
        "/again": ("Send the code to the new address once more.", addresses.again),
        "/stop": ("Stop a change of address that waits.", pages.stop),
        "/end": ("Sign another device out.", pages.end_one),
        "/end-others": ("Sign all other devices out.", pages.end_others),
        "/export": ("Download all that is held of the user.", pages.export),
        "/sign-out": ("Sign out.", pages.leave),
    }
    take_forms(doors, reception, AccountForm, acts)
    return doors
