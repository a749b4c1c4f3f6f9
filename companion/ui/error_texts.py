"""Common errors and notices in Korean, by code. The error's own English sentence stays below as a detail."""

from collections.abc import Mapping

# code -> (what happened, what to do); "" as the second keeps the error's own hint.
KO_ERRORS: Mapping[str, tuple[str, str]] = {
    "brain-busy": ("모델 서버가 잠시 쉬어 달라고 해요.", "조금 뒤에 다시 말해 주세요."),
    "brain-died": ("두뇌가 일하다가 멈췄어요.", "다시 시작하고 있어요. 잠시만 기다려 주세요."),
    "brain-gave-up": (
        "두뇌가 계속 멈춰서 더는 시작하지 않아요.",
        "brain.model을 다른 모델로 바꾸거나 brain.context를 줄이고, 프로그램을 다시 시작해 주세요.",
    ),
    "brain-load-timeout": (
        "두뇌 모델을 여는 데 너무 오래 걸려요.",
        "더 작은 모델을 고르거나 다른 프로그램을 닫아 주세요.",
    ),
    "brain-not-started": ("두뇌를 시작할 수 없어요.", "메모리를 비우거나 설치를 확인해 주세요 (companion doctor)."),
    "brain-refused": ("모델 서버가 켜져 있지 않아요.", "서버를 켜거나 conf.yaml의 brain.url을 확인해 주세요."),
    "brain-stalled": ("두뇌가 2분 동안 대답하지 않아요.", "더 작은 모델을 고르거나 프로그램을 다시 시작해 주세요."),
    "brain-timeout": ("모델 서버가 제때 대답하지 않아요.", "서버가 바쁘거나 모델을 여는 중인지 확인해 주세요."),
    "character-invalid": ("캐릭터 파일에 잘못된 곳이 있어요.", "아래에 적힌 줄을 고쳐 주세요."),
    "character-missing": ("캐릭터 폴더가 없어요.", ""),
    "character-syntax": ("캐릭터 파일을 읽을 수 없는 곳이 있어요.", "아래에 적힌 줄을 고쳐 주세요."),
    "character-unknown": ("그런 캐릭터는 없어요.", ""),
    "config-invalid": ("설정에 잘못된 값이 있어요. 지금은 기본값으로 시작했어요.", "아래에 적힌 설정을 고쳐 주세요."),
    "config-syntax": (
        "설정 파일을 읽을 수 없는 곳이 있어요. 지금은 기본값으로 시작했어요.",
        "아래에 적힌 줄을 고쳐 주세요.",
    ),
    "espeak-missing": ("내장 목소리를 찾을 수 없어요.", "프로그램을 다시 설치해 주세요."),
    "memory-sqlite": ("대화를 저장하는 중에 문제가 생겼어요.", "디스크에 빈 곳이 있는지 확인해 주세요."),
    "memory-unwritable": ("대화를 저장할 폴더에 쓸 수 없어요.", "폴더의 권한과 디스크의 빈 곳을 확인해 주세요."),
    "model-missing": (
        "두뇌 모델 파일이 없어요.",
        "그 자리에 GGUF 파일을 두거나 conf.yaml의 brain.model을 바꿔 주세요.",
    ),
    "model-not-gguf": ("두뇌 모델이 GGUF 파일이 아니에요.", "파일을 다시 받거나 다른 모델을 골라 주세요."),
    "model-truncated": ("두뇌 모델 파일이 깨졌거나 덜 받아졌어요.", "파일을 다시 받아 주세요."),
    "model-unloadable": (
        "두뇌 모델을 열 수 없어요.",
        "llama.cpp가 지원하는 모델을 고르거나 brain.context를 줄여 주세요.",
    ),
    "models-busy": ("다른 프로그램이 이 모델을 받거나 지우고 있어요.", "끝날 때까지 기다려 주세요."),
    "models-cancelled": ("내려받기를 그만두었어요.", ""),
    "models-catalogue": ("모델 목록 파일에 잘못된 곳이 있어요.", "프로그램을 다시 설치해 주세요."),
    "models-changed": (
        "허브에 있는 파일이 우리가 아는 파일과 달라요. 그래서 받지 않았어요.",
        "프로그램을 새 판으로 바꾸거나 models.hub를 확인해 주세요.",
    ),
    "models-connection": ("내려받다가 연결이 자꾸 끊겨요.", "받은 만큼은 남아 있어요. 조금 뒤에 다시 해 주세요."),
    "models-damaged": ("받은 파일이 깨져서 버렸어요.", "다시 받아 주세요. 계속 그러면 models.hub를 바꿔 주세요."),
    "models-declined": ("아무것도 하지 않았어요.", ""),
    "models-disk-full": ("디스크에 빈 곳이 모자라요.", "자리를 비우고 다시 해 주세요. 받은 만큼은 남아 있어요."),
    "models-encoding": ("중간의 프록시가 파일을 바꿔서 보내요.", "다른 네트워크에서 해 주세요."),
    "models-gone": ("허브에 그 파일이 없어요.", "프로그램을 새 판으로 바꾸거나 models.hub를 auto로 바꿔 주세요."),
    "models-hub": ("모델 허브의 주소가 잘못됐어요.", "conf.yaml의 models.hub를 확인해 주세요."),
    "models-hub-busy": ("허브가 바빠서 잠시 쉬어 달라고 해요.", "받은 만큼은 남아 있어요. 조금 뒤에 다시 해 주세요."),
    "models-hub-failed": ("허브에 문제가 생겼어요.", "받은 만큼은 남아 있어요. 조금 뒤에 다시 해 주세요."),
    "models-insecure": ("허브가 암호 없는 주소로 보내서 받지 않았어요.", "models.hub를 확인해 주세요."),
    "models-no-engine": ("이 판에는 그 모델을 쓰는 엔진이 없어요.", "새 판을 기다려 주세요."),
    "models-not-confirmed": ("물어볼 사람이 없어요.", "동의하면 --yes를 붙여 주세요."),
    "models-not-there": ("그 모델은 받아 놓지 않았어요.", "companion models list로 확인해 주세요."),
    "models-paused": ("내려받기를 멈췄어요.", "다시 하면 이어서 받아요."),
    "models-proxy": ("지원하지 않는 종류의 프록시예요.", "HTTPS_PROXY를 http:// 프록시로 바꾸거나 지워 주세요."),
    "models-record": ("모델의 기록 파일이 깨졌어요.", "companion models verify로 다시 만들 수 있어요."),
    "models-redirect": ("허브가 갈 수 없는 곳으로 보내요.", "models.hub를 확인해 주세요."),
    "models-refused": (
        "허브가 그 파일을 주지 않아요.",
        "약관에 동의해야 하는 모델일 수 있어요. 브라우저로 받아서 모델 폴더에 넣어도 돼요.",
    ),
    "models-structure": ("모델 파일의 속이 잘못됐어요.", "다시 받거나 다른 모델을 골라 주세요."),
    "models-timeout": ("허브가 제때 대답하지 않아요.", "받은 만큼은 남아 있어요. 조금 뒤에 다시 해 주세요."),
    "models-tls": ("허브의 인증서를 믿을 수 없어요.", "컴퓨터의 시계와 models.hub를 확인해 주세요."),
    "models-unknown": ("목록에 그런 모델이 없어요.", "companion models list로 확인해 주세요."),
    "models-unreachable": ("허브에 연결할 수 없어요.", "인터넷 연결과 models.hub를 확인해 주세요."),
    "models-unwritable": ("모델 폴더에 쓸 수 없어요.", "폴더의 권한을 확인해 주세요."),
    "models-web-page": (
        "허브 대신 웹 페이지가 왔어요.",
        "와이파이 로그인 화면일 수 있어요. 브라우저를 열어 로그인한 뒤 다시 해 주세요.",
    ),
    "microphone-none": ("마이크가 없어요.", "연결하면 저절로 찾아요. 그동안 글로 이야기할 수 있어요."),
    "microphone-unusable": (
        "마이크를 열 수 없어요.",
        "다른 프로그램이 쓰고 있는지 확인해 주세요. 저절로 다시 시도해요.",
    ),
    "microphone-lost": ("마이크가 빠졌어요.", "다시 꽂으면 저절로 이어서 들어요. 그동안 글로 이야기할 수 있어요."),
    "microphone-missing": ("고른 마이크를 찾을 수 없어요.", "연결하거나 conf.yaml의 microphone.device를 바꿔 주세요."),
    "offline": (
        "오프라인이라 다른 컴퓨터에 연결하지 않아요.",
        "연결하려면 conf.yaml에서 offline: false로 바꿔 주세요.",
    ),
    "portaudio-missing": (
        "소리 장치를 다루는 부품이 없어요.",
        "PortAudio를 설치해 주세요. 그동안 글로 이야기할 수 있어요.",
    ),
    "sound-test-died": ("소리 시험이 저절로 끝났어요.", "장치를 다시 골라 보세요. 드라이버에 문제가 있을 수 있어요."),
    "speaker-none": ("스피커가 없어요.", "연결하면 저절로 찾아요. 그동안 글로 대답해요."),
    "speaker-unusable": ("스피커를 열 수 없어요.", "다른 프로그램이 쓰고 있는지 확인해 주세요. 저절로 다시 시도해요."),
    "speaker-lost": ("스피커가 빠졌어요.", "다시 연결하면 저절로 소리가 나요. 그동안 글로 대답해요."),
    "speaker-missing": ("고른 스피커를 찾을 수 없어요.", "연결하거나 conf.yaml의 speaker.device를 바꿔 주세요."),
    "speaker-stalled": ("목소리나 스피커가 멈췄어요.", "스피커를 확인해 주세요."),
    "still-loading": ("아직 일어나는 중이에요.", "잠시 뒤에 다시 말해 주세요."),
}

# code -> text of a notice whose own text is English; the others come in the person's language already.
KO_NOTICES: Mapping[str, str] = {
    "brain-restarted": "두뇌가 멈춰서 다시 시작하고 있어요.",
    "brain-unencrypted": "하신 말씀이 암호 없이 모델 서버로 가요. https를 쓰는 것이 좋아요.",
    "chat-template-mismatch": "이 모델은 ChatML용이 아니라서 대답이 서툴 수 있어요.",
    "not-understood": "목소리는 들리는데 말을 알아듣지 못했어요. 마이크를 맞게 골랐는지, 가까이 있는지 확인해 주세요.",
}
