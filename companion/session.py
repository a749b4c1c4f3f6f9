"""A running conversation: engines, voice loop, memory and the current character, without Qt.

The window (`companion.app`) and the terminal twin (`companion.cli`) both stand on it. `open()`, `switch_character()`
and `close()` load or free models and so take seconds: call them from a worker thread (a lock puts them in order).
Everything else returns at once and may be called from any thread. Events go to `on_event` from worker threads.
"""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from companion import paths
from companion.config import BrainConfig, Config, interface_language
from companion.engines import brains, registry
from companion.engines.sound import Sound, portaudio_sound
from companion.engines.voices import open_voice
from companion.errors import AudioError, CharacterError, CompanionError, ConfigError
from companion.held import Persona, close_new
from companion.memory.store import Conversation, Store, StoredTurn
from companion.persona import lore, overrides
from companion.persona.character import Character, Language, find_again, find_character
from companion.persona.prompt import Detail, Message, PastTurn, system_text
from companion.persona.recall import Reminder
from companion.voice import ports
from companion.voice.loop import VoiceLoop
from companion.voice.settings import LoopSettings
from companion.voice.types import Event, Failed, Notice, PlaybackPosition, Ready, State

log = logging.getLogger(__name__)

_PATIENCE = 5.0  # seconds that she may finish a sentence before the speaker is changed


class Session:
    """One person talking with one character at a time.

    Args:
        config: all settings.
        on_event: receives every event of the loop, and Ready/Failed/Notice of the loading; any thread, must not block.
        sound: opens the devices (default: PortAudio by `config`); raises AudioError when there are none.
        database: conversation file; None = the person's own.
        hear: False for sessions that never listen (no ears are loaded).
        wrap_ears: puts something around the ears once they are loaded; the bench does.
    """

    def __init__(
        self,
        config: Config,
        *,
        on_event: Callable[[Event], None],
        sound: Callable[[], Sound] | None = None,
        database: Path | None = None,
        hear: bool = True,
        wrap_ears: Callable[[ports.SpeechToText], ports.SpeechToText] | None = None,
        clock: ports.Clock = time.monotonic,
    ) -> None:
        self._config = config
        self._on_event = on_event
        self._open_sound = sound if sound is not None else lambda: portaudio_sound(self._config, clock)
        self._database = database
        self._hear = hear
        self._wrap_ears = wrap_ears
        self._clock = clock
        self._busy = threading.Lock()
        self._store: Store | None = None
        self._persona: Persona | None = None
        self._sound = Sound()
        self._detector: ports.SpeechDetector | None = None
        self._stt: ports.SpeechToText | None = None
        self._loop: VoiceLoop | None = None
        self._loading: ports.ChatModel | None = None  # a brain that is not ready yet
        self._given_up = False

    # --- loading ---

    def open(self, character_id: str | None = None) -> None:
        """Load everything and start the loop. Ears, voice and devices may fail (reported as Failed events; the
        conversation goes on without them); a missing character or brain raises CompanionError."""
        with self._busy:
            character = find_character(character_id or self._config.character)
            brain: ports.ChatModel | None = None
            tts: ports.TextToSpeech | None = None
            try:
                self._store = Store(self._database or paths.database())
                for problem in self._store.problems:
                    self._on_event(Notice("memory-set-aside", problem))
                brain_config = brains.settings_for(character, self._config.brain)
                stamp = brains.stamp(brain_config)
                brain = self._load_brain(brain_config)
                self._open_devices()
                self._open_ears()
                tts = self._open_voice(character)
                brains.wait_ready(brain)
                conversation = self._store.conversation(character.id)
                self._persona = Persona(character, brain, brain_config, stamp, tts, conversation)
                self._on_event(Ready("llm", brains.describe(brain_config)))
                self._tell_doubts(brain, character)
                self._loop = self._make_loop(self._persona)
                self._loop.start()
            except BaseException:
                if self._persona is None:
                    for part in (brain, tts):
                        if part is not None:
                            part.close()
                self._free()
                raise
            finally:
                self._loading = None

    def switch_character(self, character_id: str) -> Character:
        """Change to another character. The old one stays until the new one works; CompanionError if it doesn't."""
        with self._busy:
            old, loop, store = self._persona, self._loop, self._store
            if old is None or loop is None or store is None:
                raise CompanionError("The session is not open.", code="session-closed")
            started = self._clock()
            character = find_character(character_id)
            brain_config = brains.settings_for(character, self._config.brain)
            stamp = brains.stamp(brain_config)
            brain, shared = self._brain_beside(old, brain_config, stamp)
            detail, reminder = brains.detail(brain_config, character), self._reminder(brain_config, character)
            tts: ports.TextToSpeech | None = None
            try:
                if brain is not old.brain:
                    self._warm(brain, shared, character, detail, reminder)
                tts = self._open_voice(character)
                new = Persona(character, brain, brain_config, stamp, tts, store.conversation(character.id))
                free = loop.switch(
                    character=character,
                    brain=brain,
                    tts=tts,
                    language=self.language_of(character),
                    log=new.conversation,
                    past=new.conversation.past_turns(self._config.conversation.history_turns, character.reply_order),
                    detail=detail,
                    sampling=character.sampling.over(brain_config),
                    reminder=reminder,
                )
            except BaseException:
                close_new((brain, old.brain), (tts, None))
                raise
            finally:
                self._loading = None
            self._persona = new
            self._tell_doubts(brain, character)
            if not free:
                log.warning("the old character's engines were still busy at the switch")
            close_new((old.brain, brain), (old.tts, None))
            log.info("switched to %s in %.0f ms", character.id, (self._clock() - started) * 1000)
            return character

    def apply(self, config: Config) -> tuple[CompanionError, ...]:
        """Other settings while running; takes seconds where a model is loaded. What fails keeps what it had and is in
        the answer (it is tried again at the next change); everything else is changed. Nothing said is forgotten."""
        with self._busy:
            old, self._config = self._config, config
            if (loop := self._loop) is None or self._persona is None:
                return ()
            failures = []
            for change, sections in (
                (self._change_sound, ("microphone", "speaker")),
                (self._change_ears, ("ears",)),
                (self._change_mind, ("brain", "voice", "offline")),
            ):
                try:
                    change(loop, old)
                except CompanionError as error:
                    failures.append(error)
                    self._config = self._config.model_copy(update={name: getattr(old, name) for name in sections})
            loop.adjust(LoopSettings.of(self._config))
            return tuple(failures)

    def _change_sound(self, loop: VoiceLoop, old: Config) -> None:
        new = self._config
        if self._sound.change is None or (old.microphone, old.speaker) == (new.microphone, new.speaker):
            return
        done = self._sound.change(new.microphone, new.speaker)
        if not done.wait(_PATIENCE):
            loop.interrupt(by="switch")
            done.wait(_PATIENCE)

    def _change_ears(self, loop: VoiceLoop, old: Config) -> None:
        ears, microphone = self._config.ears, self._sound.microphone
        if not self._hear or microphone is None or ears == old.ears.model_copy(update={"language": ears.language}):
            return
        stt: ports.SpeechToText = registry.module("stt", ears.engine).create(ears)
        stt = self._wrap_ears(stt) if self._wrap_ears else stt
        before, self._stt = self._stt, stt
        self._detector = self._detector or registry.module("vad", "silero").create()
        free = loop.set_ears(microphone, self._detector, stt)
        if before is not None and free:
            before.close()
        self._on_event(Ready("stt", brains.label("stt", ears.engine, ears.model)))

    def _change_mind(self, loop: VoiceLoop, before: Config) -> None:
        """Her brain, voice and sampling, and what the person wants for her alone."""
        old, config = self._persona, self._config
        assert old is not None
        character = find_again(old.character)
        wanted = brains.settings_for(character, config.brain)
        stamp = brains.stamp(wanted)
        language, detail = self.language_of(character), brains.detail(wanted, character)
        if wanted.engine != "llama_cpp" and config.offline != before.offline:
            brain, shared = self._load_brain(wanted), False
        else:
            brain, shared = self._brain_beside(old, wanted, stamp)
        tts = old.tts
        try:
            reminder = self._reminder(wanted, character)
            if brain is not old.brain:
                self._warm(brain, shared, character, detail, reminder)
            if self._sound.speaker is not None and (config.voice != before.voice or character != old.character):
                tts = open_voice(character, config)
            new = Persona(character, brain, wanted, stamp, tts, old.conversation)
            if new == old and language == loop.language:
                return
            free = loop.tune(character, brain, tts, language, detail, character.sampling.over(wanted), reminder)
        except BaseException:
            close_new((brain, old.brain), (tts, old.tts))
            raise
        finally:
            self._loading = None
        new.conversation, self._persona = old.conversation, new
        if free:
            close_new((old.brain, brain), (old.tts, tts))
        if brain is not old.brain:
            self._on_event(Ready("llm", brains.describe(wanted)))
            self._tell_doubts(brain, character)
        if tts is not old.tts:
            self._on_event(Ready("tts"))

    def _warm(
        self, brain: ports.ChatModel, shared: bool, character: Character, detail: Detail, reminder: Reminder | None
    ) -> None:
        """Wait until it is loaded and has read the fixed part of the prompt; one that shares its base reads quickly."""
        brains.wait_ready(brain)
        if not shared:
            text = system_text(character, self.language_of(character), detail=detail, recalls=reminder is not None)
            brain.prepare((Message("system", text),))

    def close(self) -> None:
        """Stop the loop, free the models, close the database. Idempotent."""
        with self._busy:
            self._free()

    def give_up(self) -> None:
        """The program ends: nobody waits for a model that is still being loaded; `open()` and `switch_character()`
        fail. Any thread; some seconds at most. `close()` is still needed."""
        self._given_up = True
        loading = self._loading
        if loading is not None:
            loading.close()

    def _brain_beside(
        self, old: Persona, wanted: BrainConfig, stamp: tuple[tuple[int, int], ...]
    ) -> tuple[ports.ChatModel, bool]:
        """A brain for these settings, and whether it stands on the base that the old one has loaded."""
        if brains.same_base(wanted, old.brain_config) and stamp[:1] == old.stamp[:1]:
            if wanted.adapter == old.brain_config.adapter:
                return old.brain, True
            beside = brains.beside(old.brain, wanted)
            if beside is not None:
                return beside, True
        return self._load_brain(wanted), False

    def _load_brain(self, settings: BrainConfig) -> ports.ChatModel:
        brain = self._loading = brains.start(settings, offline=self._config.offline, on_notice=self._on_event)
        if self._given_up:
            brain.close()
            raise CompanionError("The program is closing.", code="closing")
        return brain

    def _free(self) -> None:
        loop, self._loop = self._loop, None
        persona, self._persona = self._persona, None
        if loop is not None:
            loop.stop()
        self._sound.close()
        self._sound = Sound()
        if persona is not None:
            persona.brain.close()
            if persona.tts is not None:
                persona.tts.close()
        for engine in (self._stt, self._detector):
            if engine is not None:
                engine.close()
        self._stt = self._detector = None
        if self._store is not None:
            self._store.close()
            self._store = None

    def outdated(self, character: Character) -> bool:
        """Whether this character is the current one, but her sheet, model or adapter have been replaced since."""
        persona = self._persona
        if persona is None or persona.character.id != character.id:
            return False
        return persona.character != character or brains.stamp(persona.brain_config) != persona.stamp

    # --- talking; all return at once ---

    @property
    def config(self) -> Config:
        """What the engines run with: where a change failed, what was before."""
        return self._config

    @property
    def loop(self) -> VoiceLoop | None:
        """The running loop; None before `open()` and after `close()`."""
        return self._loop

    @property
    def character(self) -> Character | None:
        return self._persona.character if self._persona else None

    @property
    def conversation(self) -> Conversation | None:
        """The current character's conversation."""
        return self._persona.conversation if self._persona else None

    @property
    def store(self) -> Store | None:
        """All conversations; None before `open()` and after `close()`."""
        return self._store

    def go_on(self, conversation: Conversation) -> None:
        """Another conversation with the current character; cuts her off. Some milliseconds."""
        with self._busy:
            persona, loop = self._persona, self._loop
            if persona is None or loop is None:
                raise CompanionError("The session is not open.", code="session-closed")
            loop.settle()
            persona.conversation = conversation
            loop.go_on(conversation, self.past())

    def past(self, before: StoredTurn | None = None) -> list[PastTurn]:
        """What the next prompt knows of the conversation (or knew, before a turn); empty while nothing is open."""
        if (persona := self._persona) is None:
            return []
        limit = self._config.conversation.history_turns
        return persona.conversation.past_turns(limit, persona.character.reply_order, before)

    @property
    def brain(self) -> ports.ChatModel | None:
        return self._persona.brain if self._persona else None

    @property
    def state(self) -> State:
        return self._loop.state if self._loop else State.OFF

    def position(self) -> PlaybackPosition | None:
        """What is audible now; for the face."""
        return self._loop.position() if self._loop else None

    def language_of(self, character: Character) -> Language:
        """Language of the fixed part of the prompt: the one chosen for her, else the interface's if she speaks it, else
        her first."""
        wanted = character.language or interface_language(self._config)
        return wanted if wanted in character.languages else character.languages[0]

    # --- parts ---

    def _make_loop(self, persona: Persona) -> VoiceLoop:
        conversation = persona.conversation
        return VoiceLoop(
            self._sound.microphone if self._stt and self._detector else None,
            self._sound.speaker,  # also without a voice: another character may have one
            self._detector,
            self._stt,
            persona.brain,
            persona.tts,
            character=persona.character,
            language=self.language_of(persona.character),
            log=conversation,
            past=conversation.past_turns(self._config.conversation.history_turns, persona.character.reply_order),
            detail=brains.detail(persona.brain_config, persona.character),
            sampling=persona.character.sampling.over(persona.brain_config),
            reminder=self._reminder(persona.brain_config, persona.character),
            settings=LoopSettings.of(self._config),
            clock=self._clock,
            on_event=self._on_event,
        )

    def _reminder(self, settings: BrainConfig, character: Character) -> Reminder | None:
        """Her written lines; a file of them that is wrong is told, and she talks without. So is her lorebook."""
        try:
            lore.load(character)
        except CharacterError as error:
            self._on_event(Notice(error.code, f"{error.message} {error.hint}".strip()))
        try:
            return brains.reminder(settings, character)
        except CharacterError as error:
            self._on_event(Notice(error.code, f"{error.message} {error.hint}".strip()))
            return None

    def _tell_doubts(self, brain: ports.ChatModel, character: Character) -> None:
        """Say so when the model was trained with another version of her, or the wishes for her alone can't be read."""
        try:
            overrides.load(character.id)
        except ConfigError as error:
            self._on_event(Notice(error.code, str(error)))
        notice_of = getattr(brain, "character_notice", None)
        notice = notice_of(character.id, character.digest) if notice_of is not None else None
        if notice is not None:
            self._on_event(notice)

    def _open_devices(self) -> None:
        try:
            self._sound = self._open_sound()
        except AudioError as error:
            self._on_event(Failed("audio", error))
            self._sound = Sound()

    def _open_ears(self) -> None:
        if not self._hear or self._sound.microphone is None:
            return
        try:
            self._detector = registry.module("vad", "silero").create()
            ears: ports.SpeechToText = registry.module("stt", self._config.ears.engine).create(self._config.ears)
            self._stt = self._wrap_ears(ears) if self._wrap_ears else ears
            self._on_event(Ready("stt", brains.label("stt", self._config.ears.engine, self._config.ears.model)))
        except CompanionError as error:
            self._on_event(Failed("stt", error))

    def _open_voice(self, character: Character) -> ports.TextToSpeech | None:
        if self._sound.speaker is None:
            return None
        try:
            tts = open_voice(character, self._config)
        except CompanionError as error:
            self._on_event(Failed("tts", error))
            return None
        self._on_event(Ready("tts"))
        return tts
