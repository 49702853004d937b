"""Every error the catalogue can answer with: one tree of classes.

Each class knows its status, its problem type (RFC 9457, https://www.rfc-editor.org/rfc/rfc9457)
and a text that tells the reader what to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class FieldError:
    """One thing that is wrong with one field: a JSON path, what is wrong, and what to do."""

    field: str
    message: str
    suggestions: Sequence[str] = ()


class CatalogueError(Exception):
    """Base of all errors: `str(error)` is one full sentence for the person who reads it."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "Internal error"
    help: ClassVar[str] = "This is a fault of the service. Tell its operator the request id."

    def __init__(
        self,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors
        self.headers = dict(headers or {})
        self.members = members


class InvalidRequest(CatalogueError):
    """A parameter or body value cannot be understood."""

    status = 422
    slug = "invalid-request"
    title = "The request cannot be understood"
    help = "`errors` names each field, what is wrong with it and what it accepts."


class UnknownParameter(InvalidRequest):
    """A parameter, field or facet that this address does not have."""

    slug = "unknown-parameter"
    title = "Unknown parameter"
    help = "Nothing is ignored silently: remove the name, or use one of `suggestions`."


class InvalidCursor(InvalidRequest):
    """A cursor that is broken, or that belongs to another query."""

    slug = "invalid-cursor"
    title = "Invalid cursor"
    help = "Follow `next` as it was given, or start again without `cursor`."


class IdempotencyKeyReused(InvalidRequest):
    """An `Idempotency-Key` that was sent before with another request."""

    slug = "idempotency-key-reused"
    title = "The Idempotency-Key belongs to another request"
    help = "Make a new key for each request; send an old one only to repeat the same request."


class MalformedBody(CatalogueError):
    """The body is not JSON in UTF-8."""

    status = 400
    slug = "malformed-body"
    title = "The body is not JSON"
    help = "Send JSON encoded as UTF-8 with `Content-Type: application/json`."


class MalformedRequest(CatalogueError):
    """What was sent is not a request in HTTP/1.1."""

    status = 400
    slug = "malformed-request"
    title = "This is not HTTP"
    help = "Send an HTTP/1.1 request. If you use a library for it, percent-encode the URL."


class Unauthorized(CatalogueError):
    """No API key was sent, or one that is not valid."""

    status = 401
    slug = "unauthorized"
    title = "No valid API key"
    help = (
        "Send `Authorization: Bearer` and a valid key, which the operator issues by `catalogue "
        "keys`. What is public can be read without a key."
    )

    def __init__(self, detail: str, **members: Any) -> None:
        headers = {"WWW-Authenticate": 'Bearer realm="catalogue"'}
        super().__init__(detail, headers=headers, **members)


class Forbidden(CatalogueError):
    """The API key is valid, and does not have the scope that this needs."""

    status = 403
    slug = "forbidden"
    title = "The API key may not do this"
    help = "Use a key that has the scope named in the problem."

    def __init__(self, detail: str, *, scope: str) -> None:
        challenge = f'Bearer realm="catalogue", error="insufficient_scope", scope="{scope}"'
        super().__init__(detail, headers={"WWW-Authenticate": challenge}, scope=str(scope))


class RecordNotFound(CatalogueError):
    """No public record answers to this id, slug, identifier or URL."""

    status = 404
    slug = "record-not-found"
    title = "No such record"
    help = "Check the id or slug, or find the record by `/v1/search` or `/v1/lookup`."


class RouteNotFound(CatalogueError):
    """The service has no such address."""

    status = 404
    slug = "address-not-found"
    title = "No such address"
    help = "`/` lists the addresses of this service, `/docs` describes them."


class MethodNotAllowed(CatalogueError):
    """The address exists, and does not take this method."""

    status = 405
    slug = "method-not-allowed"
    title = "Method not allowed"
    help = "The `Allow` header lists the methods of this address."


class RecordMoved(CatalogueError):
    """The slug is an old one; `location` is the address under the current slug."""

    status = 308
    slug = "record-moved"
    title = "The record has a newer slug"
    help = "Follow the `Location` header, or keep the record's `id`, which never changes."


class RecordWithdrawn(CatalogueError):
    """The record was public and was withdrawn."""

    status = 410
    slug = "record-withdrawn"
    title = "The record was withdrawn"
    help = "Remove your copy. `reason` says why, `replaced_by` names what stands in its place."


class NotAcceptable(CatalogueError):
    """None of the formats asked for is offered."""

    status = 406
    slug = "not-acceptable"
    title = "No such format"
    help = "Ask for one of the formats listed in the problem, or send no `Accept` header."


class RequestTimeout(CatalogueError):
    """The body did not arrive in time."""

    status = 408
    slug = "request-timeout"
    title = "The request took too long"
    help = "Send the whole body without pauses, or less at once."


class PreconditionFailed(CatalogueError):
    """The record changed since the caller read it."""

    status = 412
    slug = "precondition-failed"
    title = "The record has changed"
    help = "Read the record again, repeat the change on what it is now, and send its new `ETag`."


class PreconditionRequired(CatalogueError):
    """A change that does not say which revision of the record it is of."""

    status = 428
    slug = "precondition-required"
    title = "The change must say of which revision it is"
    help = "Send the `ETag` of the record as you read it in `If-Match`."


class RecordConflict(CatalogueError):
    """A slug, key or identifier belongs to another record already."""

    status = 409
    slug = "record-conflict"
    title = "The name is taken"
    help = "Change the existing record named in the problem, or choose another name."


class RecordReferredTo(RecordConflict):
    """The record cannot be deleted as long as others refer to it."""

    slug = "record-referred-to"
    title = "Other records refer to it"
    help = "Take the references out of the records in `referred_to_by`, or delete these first."


class RecordNotDraft(RecordConflict):
    """The record was public once: it is withdrawn, not deleted."""

    slug = "record-not-draft"
    title = "The record was public"
    help = "Withdraw it with a reason: readers who have its address then learn why it is gone."


class MomentConflict(RecordConflict):
    """A record would become public before the moment for which it waits."""

    slug = "moment-conflict"
    title = "A record waits for a later moment"
    help = "Choose a moment that suits both, publish both together, or take the moment off."


class InvalidRecord(InvalidRequest):
    """A record does not fit its schema."""

    slug = "invalid-record"
    title = "The record is not valid"
    help = "`errors` names each field, what is wrong with it and what it accepts."


class RequestTooLarge(CatalogueError):
    """The body is larger than this address takes."""

    status = 413
    slug = "request-too-large"
    title = "The body is too large"
    help = "Send less at once: the limit is in the problem."


class UrlTooLong(CatalogueError):
    """The URL is longer than the service takes."""

    status = 414
    slug = "url-too-long"
    title = "The URL is too long"
    help = "Send the same names as JSON to `POST /v1/search`."


class UnsupportedMediaType(CatalogueError):
    """The body has a media type that this address does not take."""

    status = 415
    slug = "unsupported-media-type"
    title = "Unsupported media type"
    help = "Send the body uncompressed, with the `Content-Type` that `detail` names."


class HeadTooLarge(CatalogueError):
    """The headers are larger than any request needs."""

    status = 431
    slug = "head-too-large"
    title = "The headers are too large"
    help = "Send fewer or shorter headers and cookies; this service needs no cookies."


class TooManyRequests(CatalogueError):
    """The caller asks faster than the limit."""

    status = 429
    slug = "too-many-requests"
    title = "Too many requests"
    help = "Wait the seconds in `Retry-After`. `RateLimit` tells how many requests are left."


class ServiceUnavailable(CatalogueError):
    """The database or the index does not answer."""

    status = 503
    slug = "service-unavailable"
    title = "The service is not available"
    help = "Try again after the seconds in `Retry-After`."

    def __init__(self, detail: str, **members: Any) -> None:
        super().__init__(detail, headers={"Retry-After": "5"}, **members)


class FetchFailed(CatalogueError):
    """Another site did not give what was asked of it."""

    status = 502
    slug = "fetch-failed"
    title = "Another site did not answer as it should"
    help = "Open the address in a browser. Try again when it answers there."


class AddressRefused(FetchFailed):
    """A URL, given or redirected to, that leads to no website on the public internet."""

    status = 422
    slug = "address-refused"
    title = "This address is not fetched"
    help = (
        "Give an http or https URL without user name, at port 80, 443, 8080 or 8443 of a host all "
        "of whose addresses are public."
    )


class FetchTimedOut(FetchFailed):
    """Another site took too long to answer, or to send its answer."""

    status = 504
    slug = "fetch-timed-out"
    title = "Another site took too long"
    help = "Try again later, or give an address that answers faster."


class TooMuchData(FetchFailed):
    """Another site sent more than is taken."""

    slug = "too-much-data"
    title = "Another site sent too much"
    help = "Give the address of something smaller: the limit is in the problem."


class HarvestRefused(CatalogueError):
    """A harvester asked for what there is not: OAI-PMH has its own answer, with 200 and a code.

    No problem document is made of it.
    """

    status = 200
    slug = "harvest-refused"
    title = "The harvest is refused"
    help = "The code is one of those of OAI-PMH 2.0."

    def __init__(self, detail: str, *, code: str) -> None:
        super().__init__(detail)
        self.code = code


class InternalError(CatalogueError):
    """A fault of the service itself."""


class FormatNotImplemented(CatalogueError):
    """A consumer of oEmbed asked for a format that there is not, for which it expects a 501."""

    status = 501
    slug = "format-not-implemented"
    title = "No such format of oEmbed"
    help = "Ask for `format=json` or `format=xml`."


PROBLEMS: tuple[type[CatalogueError], ...] = (
    InvalidRequest,
    UnknownParameter,
    InvalidCursor,
    IdempotencyKeyReused,
    MalformedBody,
    MalformedRequest,
    Unauthorized,
    Forbidden,
    RecordNotFound,
    RouteNotFound,
    MethodNotAllowed,
    RecordMoved,
    RecordWithdrawn,
    NotAcceptable,
    RequestTimeout,
    PreconditionFailed,
    PreconditionRequired,
    RecordConflict,
    RecordReferredTo,
    RecordNotDraft,
    MomentConflict,
    InvalidRecord,
    RequestTooLarge,
    UrlTooLong,
    UnsupportedMediaType,
    HeadTooLarge,
    TooManyRequests,
    ServiceUnavailable,
    InternalError,
    FormatNotImplemented,
)
"""Those that a request can meet; the rest is for who imports, or has an answer of its own."""
