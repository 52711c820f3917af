"""Routes whose URLs are written by nobody cost nothing until somebody asks for one."""

from werkzeug.routing import Map

from entrypoints.http.late_rule import LateRule


def test_a_url_is_written_as_werkzeug_writes_it() -> None:
    """A route that is asked for its URL gives it, with what its path does not name as a query."""
    at = Map([LateRule("/t/<slug>/jwks", endpoint="jwks")]).bind("auth.test")

    assert "/t/a%20b/jwks?page=2" == at.build("jwks", {"slug": "a b", "page": 2})


def test_a_url_of_a_path_alone() -> None:
    """Without a query, and with the converter of its kind."""
    rule = LateRule("/users/<int:number>", endpoint="user")
    Map([rule])

    assert ("", "/users/7") == rule.build({"number": 7}, append_unknown=False)


def test_paths_are_matched_at_once() -> None:
    """What a path says is read as ever."""
    at = Map([LateRule("/t/<slug>/jwks", endpoint="jwks", methods=["GET"])]).bind("auth.test")

    assert ("jwks", {"slug": "acme"}) == at.match("/t/acme/jwks", "GET")
