"""The words of `companion models` in Korean and English. Pure."""

from typing import Any

from companion.config import Config
from companion.errors import CompanionError
from companion.models.catalogue import Entry, Language, Licence

_EN = {
    "brain": "BRAINS (what she thinks with)",
    "ears": "EARS (how she hears you)",
    "voice": "VOICES (how she speaks)",
    "machine": "This machine: {memory:g} GB of memory, {cores} cores.",
    "well": "runs well here",
    "enough": "runs here",
    "slow": "slow here",
    "no": "too large for this machine",
    "advised": "recommended",
    "here": "on this machine",
    "partly": "{size} downloaded",
    "in_use": "in use",
    "no_engine": "not usable in this version",
    "needs": "{size}, needs {memory} of memory",
    "non_commercial": "no commercial use",
    "legend": "companion models get ID downloads one, after showing its licence.",
    "no_korean_voice": "No Piper voice speaks Korean yet; the built-in eSpeak NG does.",
    "elsewhere": "\n  {id}: on this machine, but not in this catalogue ({folder})",
    "verified": "{id}: in order ({count} files)",
    "not_verified": "{id}: NOT in order",
    "verify_fix": "`companion models get {id}` downloads again what is wrong",
    "nothing_here": "No model has been downloaded.",
    "by.catalogue": "as the catalogue says",
    "by.md5": "as the catalogue says (MD5)",
    "by.hub": "as the hub announced when it was first downloaded; unknown to the catalogue",
    "by.first": "as first downloaded; nobody vouched for it then",
    "by.earlier": "as first downloaded",
    "removed": "{id} is gone; {size} are free again.",
    "forgotten": "What was first downloaded of {id} is forgotten.",
    "still_named": "Your settings still name {id}: until they name another model, she can't use it.",
    "ask_remove": "Delete {id} ({folder})?",
    "where": "Models lie in {folder} ({free} free). They come from {hub}.",
    "unfinished": "(not finished; `get` goes on, `remove` deletes it)",
    "no_answer": "Nothing was done.",
    "already": "{id} is on this machine and in order: {folder}",
    "from": "From {hub}, {source}",
    "size": "Download {size}; {memory} of memory while it works; {free} free on the disk.",
    "goes_on": "{size} of it are here already.",
    "pinned": "Every file is compared with a hash that this program knows.",
    "unpinned": "No hash is known for: {files}. It is compared with what the hub announces; what comes first is "
    "remembered, and anything else later is refused.",
    "licence": "Licence: {name} ({url})",
    "commercial": "Commercial use: allowed. {terms}",
    "not_commercial": "Commercial use: NOT allowed. {terms}",
    "ask_get": "Download it under this licence?",
    "done": "{id} is ready: {folder}",
    "first_hash": "  {file}: SHA-256 {sha256} ({by})",
    "use_lines": "To use it, write into {place}:",
    "use_command": "or run: companion models get {id} --use",
    "used": "{place} now names it; it is used from the next start.",
    "is_used": "Your settings name it already.",
    "not_chatml": "Note: its turns are written in another form than this program's; she will be clumsy with it.",
    "paused": "Paused. The same command goes on where it was.",
    "connecting": "connecting",
    "downloading": "downloading",
    "waiting": "waiting",
    "checking": "checking",
    "left": "{time} left",
}
_KO = {
    "brain": "두뇌 (생각)",
    "ears": "귀 (듣기)",
    "voice": "목소리 (말하기)",
    "machine": "이 컴퓨터: 메모리 {memory:g} GB, 코어 {cores}개.",
    "well": "잘 돌아가요",
    "enough": "돌아가요",
    "slow": "느려요",
    "no": "이 컴퓨터에는 너무 커요",
    "advised": "추천",
    "here": "받아 놓았어요",
    "partly": "{size} 받았어요",
    "in_use": "쓰는 중",
    "no_engine": "이 판에서는 쓸 수 없어요",
    "needs": "{size}, 메모리 {memory} 필요",
    "non_commercial": "상업적 이용 불가",
    "legend": "companion models get ID로 받아요. 받기 전에 라이선스를 보여 드려요.",
    "no_korean_voice": "한국어를 말하는 Piper 목소리는 아직 없어요. 내장 목소리(eSpeak NG)가 한국어를 말해요.",
    "elsewhere": "\n  {id}: 받아 놓았지만 이 목록에는 없어요 ({folder})",
    "verified": "{id}: 이상 없어요 (파일 {count}개)",
    "not_verified": "{id}: 이상이 있어요",
    "verify_fix": "`companion models get {id}`로 잘못된 파일만 다시 받아요",
    "nothing_here": "받아 놓은 모델이 없어요.",
    "by.catalogue": "목록의 값과 같아요",
    "by.md5": "목록의 값(MD5)과 같아요",
    "by.hub": "처음 받을 때 허브가 알린 값과 같아요. 목록은 이 값을 몰라요",
    "by.first": "처음 받은 것과 같아요. 그때 보증한 곳은 없어요",
    "by.earlier": "처음 받은 것과 같아요",
    "removed": "{id}: 지웠어요. {size}가 비었어요.",
    "forgotten": "{id}: 처음 받은 값을 잊었어요.",
    "still_named": "설정이 아직 {id}를 가리켜요. 다른 모델로 바꿀 때까지 쓸 수 없어요.",
    "ask_remove": "{id}를 지울까요? ({folder})",
    "where": "모델은 {folder}에 있어요 (남은 공간 {free}). {hub}에서 받아요.",
    "unfinished": "(덜 받았어요. get은 이어 받고 remove는 지워요)",
    "no_answer": "아무것도 하지 않았어요.",
    "already": "{id}: 이미 받았고 이상이 없어요: {folder}",
    "from": "{hub}의 {source}에서 받아요",
    "size": "받을 크기 {size}, 쓸 때 메모리 {memory}, 디스크의 남은 공간 {free}.",
    "goes_on": "그중 {size}는 이미 받았어요.",
    "pinned": "모든 파일을 이 프로그램이 아는 해시와 비교해요.",
    "unpinned": "해시를 모르는 파일: {files}. 허브가 알리는 값과 비교하고, 처음 받은 것을 기억했다가 나중에 다르면 "
    "거절해요.",
    "licence": "라이선스: {name} ({url})",
    "commercial": "상업적 이용: 가능. {terms}",
    "not_commercial": "상업적 이용: 불가. {terms}",
    "ask_get": "이 라이선스로 받을까요?",
    "done": "{id}: 준비됐어요: {folder}",
    "first_hash": "  {file}: SHA-256 {sha256} ({by})",
    "use_lines": "쓰려면 {place}에 이렇게 적으세요:",
    "use_command": "아니면: companion models get {id} --use",
    "used": "{place}에 적었어요. 다음에 시작할 때부터 써요.",
    "is_used": "설정이 이미 이 모델을 가리켜요.",
    "not_chatml": "알아 두세요: 이 모델은 대화 형식이 달라서 대답이 서툴러요.",
    "paused": "멈췄어요. 같은 명령으로 이어 받아요.",
    "connecting": "연결 중",
    "downloading": "받는 중",
    "waiting": "기다리는 중",
    "checking": "확인 중",
    "left": "{time} 남음",
}


class Words:
    """`words("done", id=…)`."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._table = _KO if language == "ko" else _EN

    def __call__(self, key: str, **values: Any) -> str:
        return self._table[key].format(**values)

    def machine(self, memory_gb: float, cores: int) -> str:
        return self("machine", memory=memory_gb, cores=cores)

    def row(self, entry: Entry, row: dict[str, Any], licence: Licence) -> str:
        """Two lines: what it is and whether it suits, then the note."""
        marks = [self(row["fit"])] if row["usable"] else [self("no_engine")]
        marks += [self("advised")] if row["advised"] else []
        marks += [self("here")] if row["installed"] else []
        marks += [self("partly", size=size(row["unfinished"]))] if row["unfinished"] else []
        marks += [self("in_use")] if row["in_use"] else []
        terms = licence.spdx or licence.name
        terms += "" if licence.commercial else f", {self('non_commercial')}"
        weight = self("needs", size=size(entry.size), memory=size(row["memory"]))
        star = "*" if row["advised"] else " "
        return (
            f"{star} {entry.id:<22} {', '.join(entry.languages):<7} {weight}; {terms}\n"
            f"  {'':<22} [{', '.join(marks)}] {entry.note.of(self.language)}"
        )

    def finding(self, file: str, problem: str, by: str) -> str:
        return f"  {'FAIL' if problem else 'ok  '} {file}: {problem or self(f'by.{by}')}"

    def error(self, error: CompanionError) -> str:
        """One line; in Korean with the English sentence behind it."""
        from companion.ui.error_texts import KO_ERRORS

        if self.language != "ko" or error.code not in KO_ERRORS:
            return str(error)
        message, hint = KO_ERRORS[error.code]
        return f"{message} {hint} ({error})".replace("  ", " ")


def of(config: Config) -> Words:
    from companion.session import interface_language

    return Words(interface_language(config))


def size(count: float) -> str:
    """Bytes for people: decimal units, as disks are sold."""
    for unit, digits in (("B", 0), ("kB", 0), ("MB", 0), ("GB", 2)):
        if count < 1000 or unit == "GB":
            return f"{count:.{digits}f} {unit}"
        count /= 1000
    raise AssertionError("the last unit returns")


def duration(seconds: float) -> str:
    """ "12 s", "3:07", "1:02:09"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
