<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
 <context>
  <name>companion</name>
  <message id="app">
   <source>Companion</source>
   <translation>컴패니언</translation>
  </message>
  <message id="state.off">
   <source>Waking up …</source>
   <translation>일어나는 중…</translation>
  </message>
  <message id="state.stuck">
   <source>Can't start</source>
   <translation>시작할 수 없어요</translation>
  </message>
  <message id="state.idle">
   <source>Microphone off</source>
   <translation>마이크 꺼짐</translation>
  </message>
  <message id="state.idle.ptt">
   <source>Hold to talk</source>
   <translation>누르고 말하기</translation>
  </message>
  <message id="state.listening">
   <source>Listening</source>
   <translation>듣고 있어요</translation>
  </message>
  <message id="state.hearing">
   <source>Hearing you</source>
   <translation>말씀 듣는 중</translation>
  </message>
  <message id="state.thinking">
   <source>Thinking</source>
   <translation>생각하는 중</translation>
  </message>
  <message id="state.speaking">
   <source>Speaking</source>
   <translation>말하는 중</translation>
  </message>
  <message id="state.paused">
   <source>Waiting for you</source>
   <translation>잠깐 멈췄어요</translation>
  </message>
  <message id="state.switching">
   <source>{name} is coming …</source>
   <translation>{name} 부르는 중…</translation>
  </message>
  <message id="badge.half_duplex">
   <source>Half duplex: she does not listen while she speaks</source>
   <translation>말하는 동안에는 듣지 않아요 (반이중)</translation>
  </message>
  <message id="badge.offline">
   <source>Offline: nothing leaves this computer</source>
   <translation>오프라인: 아무것도 컴퓨터 밖으로 나가지 않아요</translation>
  </message>
  <message id="badge.voice_off">
   <source>Voice off: she answers in text</source>
   <translation>음성 꺼짐: 글로만 대답해요</translation>
  </message>
  <message id="latency">
   <source>{seconds} s</source>
   <translation>{seconds}초</translation>
  </message>
  <message id="latency.tip">
   <source>Time from the end of your sentence to her first sound</source>
   <translation>말을 마친 때부터 첫소리까지 걸린 시간</translation>
  </message>
  <message id="menu.character">
   <source>Character</source>
   <translation>캐릭터</translation>
  </message>
  <message id="menu.opening">
   <source>{name} (opening …)</source>
   <translation>{name} (여는 중…)</translation>
  </message>
  <message id="menu.renewed">
   <source>{name} (new version)</source>
   <translation>{name} (새 버전)</translation>
  </message>
  <message id="menu.listen">
   <source>Listen to me</source>
   <translation>내 말 듣기</translation>
  </message>
  <message id="menu.push_to_talk">
   <source>Push to talk</source>
   <translation>누르고 말하기</translation>
  </message>
  <message id="menu.stop">
   <source>Stop speaking</source>
   <translation>말 멈추기</translation>
  </message>
  <message id="menu.voice">
   <source>Speak aloud</source>
   <translation>소리 내어 말하기</translation>
  </message>
  <message id="menu.chat">
   <source>Chat …</source>
   <translation>대화창…</translation>
  </message>
  <message id="menu.on_top">
   <source>Always on top</source>
   <translation>항상 위에</translation>
  </message>
  <message id="menu.reset">
   <source>Back to the corner</source>
   <translation>구석으로 돌아오기</translation>
  </message>
  <message id="menu.about">
   <source>About and licences …</source>
   <translation>정보와 라이선스…</translation>
  </message>
  <message id="menu.quit">
   <source>Quit</source>
   <translation>끝내기</translation>
  </message>
  <message id="menu.no_characters">
   <source>No characters found</source>
   <translation>캐릭터가 없어요</translation>
  </message>
  <message id="chat.title">
   <source>Chat with {name}</source>
   <translation>{name} · 대화</translation>
  </message>
  <message id="chat.placeholder">
   <source>Write to {name}</source>
   <translation>{name}에게 쓰기</translation>
  </message>
  <message id="chat.input">
   <source>Your message</source>
   <translation>보낼 말</translation>
  </message>
  <message id="chat.send">
   <source>Send (Enter)</source>
   <translation>보내기 (Enter)</translation>
  </message>
  <message id="chat.stop">
   <source>Stop (Esc)</source>
   <translation>멈추기 (Esc)</translation>
  </message>
  <message id="chat.mic_on">
   <source>Microphone on: click to mute</source>
   <translation>마이크 켜짐: 누르면 꺼져요</translation>
  </message>
  <message id="chat.mic_off">
   <source>Microphone off: click to listen</source>
   <translation>마이크 꺼짐: 누르면 들어요</translation>
  </message>
  <message id="chat.hold">
   <source>Hold to talk</source>
   <translation>누르고 말하기</translation>
  </message>
  <message id="chat.voice_on">
   <source>Voice on: click for text only</source>
   <translation>음성 켜짐: 누르면 글로만 대답해요</translation>
  </message>
  <message id="chat.voice_off">
   <source>Voice off: click to hear her</source>
   <translation>음성 꺼짐: 누르면 소리를 내요</translation>
  </message>
  <message id="chat.earlier">
   <source>Show earlier messages</source>
   <translation>이전 대화 보기</translation>
  </message>
  <message id="chat.history">
   <source>Messages</source>
   <translation>대화</translation>
  </message>
  <message id="chat.empty">
   <source>Say hello to {name}</source>
   <translation>{name}에게 인사해 보세요</translation>
  </message>
  <message id="chat.empty.hint">
   <source>Speak, or write below.</source>
   <translation>말을 걸거나 아래에 써 보세요.</translation>
  </message>
  <message id="chat.copy">
   <source>Copy</source>
   <translation>복사</translation>
  </message>
  <message id="chat.not_heard">
   <source>interrupted: the grey part was not heard</source>
   <translation>중단됨: 회색 부분은 들리지 않았어요</translation>
  </message>
  <message id="chat.interrupted">
   <source>interrupted</source>
   <translation>중단됨</translation>
  </message>
  <message id="chat.you">
   <source>You</source>
   <translation>나</translation>
  </message>
  <message id="chat.said">
   <source>{who}, {time}: {text}</source>
   <translation>{who}, {time}: {text}</translation>
  </message>
  <message id="chat.today">
   <source>Today</source>
   <translation>오늘</translation>
  </message>
  <message id="chat.yesterday">
   <source>Yesterday</source>
   <translation>어제</translation>
  </message>
  <message id="chat.portrait">
   <source>{name}, {emotion}</source>
   <translation>{name}, {emotion}</translation>
  </message>
  <message id="chat.thinking">
   <source>{name} is thinking …</source>
   <translation>{name}: 생각하는 중…</translation>
  </message>
  <message id="error.close">
   <source>Dismiss</source>
   <translation>닫기</translation>
  </message>
  <message id="error.more">
   <source>and {count} more</source>
   <translation>그 밖에 {count}개</translation>
  </message>
  <message id="error.app">
   <source>Something went wrong</source>
   <translation>문제가 생겼어요</translation>
  </message>
  <message id="error.config">
   <source>A setting is wrong</source>
   <translation>설정이 잘못됐어요</translation>
  </message>
  <message id="error.character">
   <source>This character can't be opened</source>
   <translation>이 캐릭터를 열 수 없어요</translation>
  </message>
  <message id="error.audio">
   <source>Sound does not work</source>
   <translation>소리 장치를 쓸 수 없어요</translation>
  </message>
  <message id="error.vad">
   <source>She can't hear you</source>
   <translation>목소리를 들을 수 없어요</translation>
  </message>
  <message id="error.stt">
   <source>She can't understand speech</source>
   <translation>말을 알아들을 수 없어요</translation>
  </message>
  <message id="error.llm">
   <source>She can't think of an answer</source>
   <translation>대답을 생각할 수 없어요</translation>
  </message>
  <message id="error.tts">
   <source>Her voice failed</source>
   <translation>목소리가 나오지 않아요</translation>
  </message>
  <message id="error.memory">
   <source>The conversation can't be saved</source>
   <translation>대화를 저장할 수 없어요</translation>
  </message>
  <message id="error.avatar">
   <source>Her picture can't be shown</source>
   <translation>그림을 보여 줄 수 없어요</translation>
  </message>
  <message id="error.train">
   <source>Training failed</source>
   <translation>학습에 실패했어요</translation>
  </message>
  <message id="notice.title">
   <source>Good to know</source>
   <translation>알려 드려요</translation>
  </message>
  <message id="about.title">
   <source>About</source>
   <translation>정보</translation>
  </message>
  <message id="about.version">
   <source>Version {version}</source>
   <translation>버전 {version}</translation>
  </message>
  <message id="about.intro">
   <source>A character on your desktop who listens, answers aloud and shows what she feels. Everything runs on this computer.</source>
   <translation>바탕화면에 사는 캐릭터예요. 말을 듣고, 소리 내어 대답하고, 표정으로 마음을 보여 줘요. 모든 것이 이 컴퓨터 안에서 돌아가요.</translation>
  </message>
  <message id="about.licence">
   <source>Free software under the GNU General Public License, version 3 or later. It comes without warranty.</source>
   <translation>GNU 일반 공중 사용 허가서 3판 또는 그 이후 판에 따른 자유 소프트웨어예요. 어떤 보증도 없어요.</translation>
  </message>
  <message id="about.parts">
   <source>Made with</source>
   <translation>함께 쓴 소프트웨어</translation>
  </message>
  <message id="about.close">
   <source>Close</source>
   <translation>닫기</translation>
  </message>
  <message id="models.starter">
   <source>Starter models: small, built in ({brain}, {ears})</source>
   <translation>프로그램에 들어 있는 작은 시작용 모델 ({brain}, {ears})</translation>
  </message>
  <message id="models.own">
   <source>Models: {brain}, {ears}</source>
   <translation>모델: {brain}, {ears}</translation>
  </message>
  <message id="emotion.neutral">
   <source>calm</source>
   <translation>차분</translation>
  </message>
  <message id="emotion.joy">
   <source>joy</source>
   <translation>기쁨</translation>
  </message>
  <message id="emotion.smile">
   <source>smiling</source>
   <translation>미소</translation>
  </message>
  <message id="emotion.sad">
   <source>sad</source>
   <translation>슬픔</translation>
  </message>
  <message id="emotion.angry">
   <source>angry</source>
   <translation>화남</translation>
  </message>
  <message id="emotion.surprised">
   <source>surprised</source>
   <translation>놀람</translation>
  </message>
  <message id="emotion.shy">
   <source>shy</source>
   <translation>수줍음</translation>
  </message>
  <message id="emotion.love">
   <source>love</source>
   <translation>사랑</translation>
  </message>
  <message id="emotion.smug">
   <source>smug</source>
   <translation>의기양양</translation>
  </message>
  <message id="emotion.sleepy">
   <source>sleepy</source>
   <translation>졸림</translation>
  </message>
  <message id="emotion.worried">
   <source>worried</source>
   <translation>걱정</translation>
  </message>
  <message id="emotion.excited">
   <source>excited</source>
   <translation>신남</translation>
  </message>
  <message id="pet.name">
   <source>{name} on your desktop</source>
   <translation>바탕화면의 {name}</translation>
  </message>
  <message id="pet.help">
   <source>Double click: chat. Right click: menu. Wheel: size. Hold Space: talk.</source>
   <translation>두 번 클릭: 대화창. 오른쪽 클릭: 메뉴. 휠: 크기. 스페이스 누르기: 말하기.</translation>
  </message>
  <message id="tray.tip">
   <source>{name}: {state}</source>
   <translation>{name}: {state}</translation>
  </message>
  <message id="audio.microphone">
   <source>Microphone</source>
   <translation>마이크</translation>
  </message>
  <message id="audio.speaker">
   <source>Speaker</source>
   <translation>스피커</translation>
  </message>
  <message id="audio.default">
   <source>The system's choice</source>
   <translation>시스템이 고른 장치</translation>
  </message>
  <message id="audio.missing">
   <source>{name} (not plugged in)</source>
   <translation>{name} (연결되지 않음)</translation>
  </message>
  <message id="audio.level">
   <source>Level of the microphone</source>
   <translation>마이크 소리 크기</translation>
  </message>
  <message id="audio.microphone.test">
   <source>Record and play back</source>
   <translation>녹음해서 들어 보기</translation>
  </message>
  <message id="audio.microphone.test.help">
   <source>Records four seconds, plays them on the speaker and forgets them.</source>
   <translation>4초 동안 녹음해서 스피커로 들려 주고, 바로 지워요.</translation>
  </message>
  <message id="audio.microphone.help">
   <source>Say something: the bar should move.</source>
   <translation>말해 보세요. 막대가 움직이면 돼요.</translation>
  </message>
  <message id="audio.speaker.test">
   <source>Play a test sound</source>
   <translation>소리 들어 보기</translation>
  </message>
  <message id="audio.speaker.test.help">
   <source>Three soft notes on the chosen speaker.</source>
   <translation>고른 스피커로 부드러운 종소리를 들려 줘요.</translation>
  </message>
  <message id="audio.opening">
   <source>One moment …</source>
   <translation>잠깐만요…</translation>
  </message>
  <message id="audio.recording">
   <source>Speak now … {seconds}</source>
   <translation>지금 말해 보세요… {seconds}</translation>
  </message>
  <message id="audio.playing">
   <source>Do you hear the bell?</source>
   <translation>종소리가 들리나요?</translation>
  </message>
  <message id="audio.played">
   <source>Nothing heard? Choose another speaker or turn it up.</source>
   <translation>안 들렸다면 다른 스피커를 고르거나 소리를 키워 보세요.</translation>
  </message>
  <message id="audio.heard.good">
   <source>Good: this is how she hears you.</source>
   <translation>좋아요! 이렇게 들려요.</translation>
  </message>
  <message id="audio.heard.quiet">
   <source>Rather quiet. Come closer, or turn the microphone up in the system's settings.</source>
   <translation>조금 작아요. 가까이 오거나, 시스템 설정에서 마이크 소리를 키워 주세요.</translation>
  </message>
  <message id="audio.heard.loud">
   <source>Too loud: it is distorted. Turn the microphone down in the system's settings.</source>
   <translation>너무 커서 소리가 갈라져요. 시스템 설정에서 마이크 소리를 줄여 주세요.</translation>
  </message>
  <message id="audio.heard.silent">
   <source>Nothing was heard. Is it muted, or is it another microphone?</source>
   <translation>아무 소리도 들리지 않았어요. 마이크가 꺼져 있거나 다른 마이크일 수 있어요.</translation>
  </message>
  <message id="page.character_page">
   <source>This character …</source>
   <translation>캐릭터 정보…</translation>
  </message>
  <message id="menu.take_in">
   <source>Import from a file …</source>
   <translation>파일에서 데려오기…</translation>
  </message>
  <message id="amount.seconds">
   <source>{count} seconds</source>
   <translation>{count}초</translation>
  </message>
  <message id="amount.minutes">
   <source>{count} minutes</source>
   <translation>{count}분</translation>
  </message>
  <message id="amount.hours">
   <source>{count} hours</source>
   <translation>{count}시간</translation>
  </message>
  <message id="import.title">
   <source>Import a character</source>
   <translation>캐릭터 데려오기</translation>
  </message>
  <message id="import.reading">
   <source>Looking at {name} …</source>
   <translation>{name} 살펴보는 중…</translation>
  </message>
  <message id="import.what">
   <source>Choose a file, or drop one here.</source>
   <translation>파일을 고르거나 여기로 끌어다 놓으세요.</translation>
  </message>
  <message id="import.kinds">
   <source>A .companion file, a character card (PNG, JSON or CHARX, versions 1 to 3), or a character file of Open-LLM-VTuber.</source>
   <translation>.companion 파일, 캐릭터 카드(PNG, JSON, CHARX, V1~V3), Open-LLM-VTuber 캐릭터 파일을 데려올 수 있어요.</translation>
  </message>
  <message id="import.choose">
   <source>Choose a file …</source>
   <translation>파일 고르기…</translation>
  </message>
  <message id="import.filter">
   <source>Characters</source>
   <translation>캐릭터</translation>
  </message>
  <message id="import.cancel">
   <source>Cancel</source>
   <translation>취소</translation>
  </message>
  <message id="import.close">
   <source>Close</source>
   <translation>닫기</translation>
  </message>
  <message id="import.take">
   <source>Take her in</source>
   <translation>데려오기</translation>
  </message>
  <message id="import.copy">
   <source>Take in as a copy</source>
   <translation>사본으로 데려오기</translation>
  </message>
  <message id="import.replace">
   <source>Replace</source>
   <translation>바꾸기</translation>
  </message>
  <message id="import.taken">
   <source>{names} is here already. Replacing moves the one who is here into the trash; a copy leaves her as she is.</source>
   <translation>{names}: 이미 여기 있어요. 바꾸면 지금 있던 캐릭터는 휴지통으로 가고, 사본으로 데려오면 둘 다 있어요.</translation>
  </message>
  <message id="import.taken.shipped">
   <source>{names} came with this program. Replacing puts the new one before her; taking the new one away brings her back.</source>
   <translation>{names}: 이 프로그램에 들어 있는 캐릭터예요. 바꾸면 새 캐릭터가 그 자리에 서고, 새 캐릭터를 지우면 다시 돌아와요.</translation>
  </message>
  <message id="import.notes">
   <source>What can't be used as it is</source>
   <translation>그대로 쓸 수 없는 것</translation>
  </message>
  <message id="import.kind.package">
   <source>whole character</source>
   <translation>캐릭터 전체</translation>
  </message>
  <message id="import.kind.card">
   <source>character card</source>
   <translation>캐릭터 카드</translation>
  </message>
  <message id="import.from">
   <source>From {file}</source>
   <translation>파일: {file}</translation>
  </message>
  <message id="import.author">
   <source>By {name}</source>
   <translation>만든 사람: {name}</translation>
  </message>
  <message id="import.licence">
   <source>Licence: {name}</source>
   <translation>라이선스: {name}</translation>
  </message>
  <message id="import.licence.none">
   <source>none given</source>
   <translation>적혀 있지 않아요</translation>
  </message>
  <message id="import.model">
   <source>Brings the model {name}, {size}</source>
   <translation>모델 {name}({size})도 함께 와요</translation>
  </message>
  <message id="import.picture">
   <source>The picture of the card</source>
   <translation>카드의 그림</translation>
  </message>
  <message id="import.working">
   <source>Taking her in …</source>
   <translation>데려오는 중…</translation>
  </message>
  <message id="import.here">
   <source>{names} is here!</source>
   <translation>{names} 왔어요!</translation>
  </message>
  <message id="import.talk">
   <source>Talk to {name}</source>
   <translation>{name} 불러서 이야기하기</translation>
  </message>
  <message id="import.done">
   <source>Later</source>
   <translation>나중에</translation>
  </message>
  <message id="note.system_prompt">
   <source>Its own system prompt is kept, but not used: this program builds the prompt itself.</source>
   <translation>카드의 시스템 프롬프트는 남겨 두지만 쓰지 않아요. 이 프로그램이 직접 만들어요.</translation>
  </message>
  <message id="note.instructions">
   <source>Its instructions are kept, but not used: this program builds the prompt itself.</source>
   <translation>카드의 지시문은 남겨 두지만 쓰지 않아요. 이 프로그램이 직접 만들어요.</translation>
  </message>
  <message id="note.greeting">
   <source>Greeting {number} has no spoken words; it is kept, but not used.</source>
   <translation>인사말 {number}에는 소리 내어 하는 말이 없어서 남겨만 둬요.</translation>
  </message>
  <message id="note.model_gone">
   <source>Her model {name} is not here; she thinks with the model of your settings.</source>
   <translation>모델 {name}: 여기 없어서 설정에서 고른 모델로 생각해요.</translation>
  </message>
  <message id="note.voice_gone">
   <source>Her voice {name} is not here; she speaks with the built-in one.</source>
   <translation>목소리 {name}: 여기 없어서 내장 목소리로 말해요.</translation>
  </message>
  <message id="note.model_out">
   <source>Her model {name} is not in the file.</source>
   <translation>모델 {name}: 파일에 넣지 않았어요.</translation>
  </message>
  <message id="note.voice_out">
   <source>Her voice {name} is not in the file: it is a model of its own.</source>
   <translation>목소리 {name}: 따로 있는 모델이라 파일에 넣지 않았어요.</translation>
  </message>
  <message id="note.file_out">
   <source>{name} is not in the file: a character's file holds nothing of this kind.</source>
   <translation>{name}: 캐릭터 파일에 넣을 수 없는 종류예요.</translation>
  </message>
  <message id="note.card">
   <source>A card holds her words, not her model and her moving picture.</source>
   <translation>카드에는 말만 담기고 모델과 움직이는 그림은 담기지 않아요.</translation>
  </message>
  <message id="sheet.title">
   <source>This character</source>
   <translation>캐릭터 정보</translation>
  </message>
  <message id="sheet.title.of">
   <source>{name}: this character</source>
   <translation>{name} · 캐릭터 정보</translation>
  </message>
  <message id="sheet.people">
   <source>Whose page</source>
   <translation>볼 캐릭터</translation>
  </message>
  <message id="sheet.portrait">
   <source>{name}, moving</source>
   <translation>움직이는 {name}</translation>
  </message>
  <message id="sheet.here">
   <source>on your desktop</source>
   <translation>바탕화면에 있어요</translation>
  </message>
  <message id="sheet.own">
   <source>yours</source>
   <translation>내 캐릭터</translation>
  </message>
  <message id="sheet.shipped">
   <source>came with the program</source>
   <translation>프로그램에 들어 있어요</translation>
  </message>
  <message id="sheet.talk">
   <source>Call her</source>
   <translation>부르기</translation>
  </message>
  <message id="sheet.renew">
   <source>Use her new sheet</source>
   <translation>바뀐 내용 쓰기</translation>
  </message>
  <message id="sheet.edit">
   <source>Change …</source>
   <translation>고치기…</translation>
  </message>
  <message id="sheet.edit.shipped">
   <source>She came with the program. What you change goes into a copy of yours; taking that away brings her back as she was.</source>
   <translation>프로그램에 들어 있는 캐릭터예요. 고친 것은 내 사본에 저장되고, 사본을 지우면 처음 모습으로 돌아와요.</translation>
  </message>
  <message id="sheet.save">
   <source>Save</source>
   <translation>저장</translation>
  </message>
  <message id="sheet.saved">
   <source>Saved.</source>
   <translation>저장했어요.</translation>
  </message>
  <message id="sheet.leave">
   <source>Leave as it was</source>
   <translation>그대로 두기</translation>
  </message>
  <message id="sheet.missing">
   <source>Something must stand here.</source>
   <translation>여기는 비워 둘 수 없어요.</translation>
  </message>
  <message id="sheet.undo">
   <source>Undo</source>
   <translation>되돌리기</translation>
  </message>
  <message id="sheet.remove">
   <source>Remove</source>
   <translation>지우기</translation>
  </message>
  <message id="sheet.removed">
   <source>{name} is in the trash. Conversations with her and her model are kept.</source>
   <translation>{name}: 휴지통으로 옮겼어요. 나눈 대화와 모델은 그대로 있어요.</translation>
  </message>
  <message id="sheet.folder">
   <source>Open folder</source>
   <translation>폴더 열기</translation>
  </message>
  <message id="sheet.take_in">
   <source>Import …</source>
   <translation>데려오기…</translation>
  </message>
  <message id="sheet.export">
   <source>Export …</source>
   <translation>내보내기…</translation>
  </message>
  <message id="sheet.export.companion">
   <source>All of her, in one file</source>
   <translation>캐릭터 전체, 파일 하나</translation>
  </message>
  <message id="sheet.export.png">
   <source>Character card, picture</source>
   <translation>캐릭터 카드, 그림</translation>
  </message>
  <message id="sheet.export.json">
   <source>Character card, JSON</source>
   <translation>캐릭터 카드, JSON</translation>
  </message>
  <message id="sheet.export.charx">
   <source>Character card, CHARX</source>
   <translation>캐릭터 카드, CHARX</translation>
  </message>
  <message id="sheet.exported">
   <source>Written: {file}</source>
   <translation>저장한 파일: {file}</translation>
  </message>
  <message id="sheet.name">
   <source>Name</source>
   <translation>이름</translation>
  </message>
  <message id="sheet.one_line">
   <source>Who she is, in one sentence</source>
   <translation>한 문장 소개</translation>
  </message>
  <message id="sheet.traits">
   <source>What she is like</source>
   <translation>성격</translation>
  </message>
  <message id="sheet.level">
   <source>How she talks</source>
   <translation>말투</translation>
  </message>
  <message id="sheet.rules">
   <source>Rules for her speech, one a line</source>
   <translation>말할 때 지키는 것 (한 줄에 하나)</translation>
  </message>
  <message id="sheet.backstory">
   <source>Her story</source>
   <translation>지나온 이야기</translation>
  </message>
  <message id="sheet.user_relation">
   <source>Who you are to her</source>
   <translation>나는 누구인가요</translation>
  </message>
  <message id="sheet.knowledge">
   <source>What she knows, and what not</source>
   <translation>아는 것과 모르는 것</translation>
  </message>
  <message id="sheet.greeting">
   <source>How she greets</source>
   <translation>인사말</translation>
  </message>
  <message id="sheet.keywords">
   <source>Her world</source>
   <translation>이 캐릭터의 세계</translation>
  </message>
  <message id="sheet.model">
   <source>Model and voice</source>
   <translation>모델과 목소리</translation>
  </message>
  <message id="sheet.model.own">
   <source>Thinks with a model of her own: {name}, {size}</source>
   <translation>자기 모델로 생각해요: {name}, {size}</translation>
  </message>
  <message id="sheet.model.shared">
   <source>Thinks with the model of your settings</source>
   <translation>설정에서 고른 모델로 생각해요</translation>
  </message>
  <message id="sheet.voice">
   <source>Voice: {name}</source>
   <translation>목소리: {name}</translation>
  </message>
  <message id="sheet.voice.usual">
   <source>as in your settings</source>
   <translation>설정대로</translation>
  </message>
  <message id="sheet.lore">
   <source>What she knows of her world</source>
   <translation>아는 세계 이야기</translation>
  </message>
  <message id="sheet.lore.help">
   <source>From the lorebook of her card. It comes to her mind when the words are said, and stands in what the model reads, a few hundred tokens at most.</source>
   <translation>카드의 로어북에서 왔어요. 그 말이 나오면 떠올려서, 모델이 읽는 글에 수백 토큰 안에서 함께 넣어요.</translation>
  </message>
  <message id="sheet.lore.when">
   <source>When it is about: {words}</source>
   <translation>이런 말이 나올 때: {words}</translation>
  </message>
  <message id="sheet.lore.always">
   <source>Always in mind</source>
   <translation>늘 떠올리고 있어요</translation>
  </message>
  <message id="sheet.lore.never">
   <source>Not used: switched off, or its key is an expression</source>
   <translation>쓰지 않아요: 꺼져 있거나 키가 정규식이에요</translation>
  </message>
  <message id="sheet.lore.more">
   <source>and {count} more</source>
   <translation>그 밖에 {count}개</translation>
  </message>
  <message id="sheet.lines">
   <source>Remembers {count} written exchanges</source>
   <translation>적어 둔 대화 {count}개를 기억해요</translation>
  </message>
  <message id="sheet.report">
   <source>Her report card</source>
   <translation>성적표</translation>
  </message>
  <message id="page.conversations">
   <source>Conversations …</source>
   <translation>대화 목록…</translation>
  </message>
  <message id="chat.tool.copy">
   <source>Copy</source>
   <translation>복사</translation>
  </message>
  <message id="chat.tool.again">
   <source>Another answer</source>
   <translation>다시 대답 듣기</translation>
  </message>
  <message id="chat.tool.edit">
   <source>Edit</source>
   <translation>고치기</translation>
  </message>
  <message id="chat.tool.more">
   <source>More</source>
   <translation>더 보기</translation>
  </message>
  <message id="chat.variant.back">
   <source>The one before</source>
   <translation>이전 것</translation>
  </message>
  <message id="chat.variant.forth">
   <source>The next one</source>
   <translation>다음 것</translation>
  </message>
  <message id="chat.variant.mine">
   <source>Your words, version {number} of {count}</source>
   <translation>내 말 {count}개 중 {number}번째</translation>
  </message>
  <message id="chat.variant.hers">
   <source>Answer {number} of {count}</source>
   <translation>대답 {count}개 중 {number}번째</translation>
  </message>
  <message id="chat.menu.copy">
   <source>Copy</source>
   <translation>복사</translation>
  </message>
  <message id="chat.menu.copy_part">
   <source>Copy the selection</source>
   <translation>고른 부분 복사</translation>
  </message>
  <message id="chat.menu.copy_code">
   <source>Copy the code</source>
   <translation>코드 복사</translation>
  </message>
  <message id="chat.menu.copy_all">
   <source>Copy the whole conversation</source>
   <translation>대화 전체 복사</translation>
  </message>
  <message id="chat.menu.again">
   <source>Another answer</source>
   <translation>다시 대답 듣기</translation>
  </message>
  <message id="chat.menu.edit">
   <source>Edit</source>
   <translation>고치기</translation>
  </message>
  <message id="chat.menu.link">
   <source>Open {url}</source>
   <translation>{url} 열기</translation>
  </message>
  <message id="chat.menu.delete">
   <source>Delete for good …</source>
   <translation>완전히 지우기…</translation>
  </message>
  <message id="chat.editing">
   <source>You are writing a message anew. The old one and what followed stay as a version.</source>
   <translation>보낸 말을 고치고 있어요. 원래 말과 그 뒤의 대화도 그대로 남아요.</translation>
  </message>
  <message id="chat.editing.end">
   <source>Leave it as it is (Esc)</source>
   <translation>그대로 두기 (Esc)</translation>
  </message>
  <message id="chat.cancel">
   <source>Cancel</source>
   <translation>취소</translation>
  </message>
  <message id="chat.newest">
   <source>To the newest message (End)</source>
   <translation>맨 아래로 (End)</translation>
  </message>
  <message id="chat.link.title">
   <source>Open this link?</source>
   <translation>이 링크를 열까요?</translation>
  </message>
  <message id="chat.link.text">
   <source>It opens in your browser, which connects to the network.</source>
   <translation>브라우저에서 열려요. 브라우저는 네트워크에 연결돼요.</translation>
  </message>
  <message id="chat.link.open">
   <source>Open</source>
   <translation>열기</translation>
  </message>
  <message id="chat.delete.title">
   <source>Delete for good?</source>
   <translation>완전히 지울까요?</translation>
  </message>
  <message id="chat.delete.text">
   <source>Your words and her answer go from this computer and from her memory. What was said afterwards stays.</source>
   <translation>내 말과 그 대답이 이 컴퓨터와 캐릭터의 기억에서 사라져요. 그다음에 나눈 말은 남아요.</translation>
  </message>
  <message id="chat.delete.yes">
   <source>Delete</source>
   <translation>지우기</translation>
  </message>
  <message id="talks.toggle">
   <source>All conversations (Ctrl+B)</source>
   <translation>모든 대화 (Ctrl+B)</translation>
  </message>
  <message id="talks.search">
   <source>Search everything said</source>
   <translation>나눈 말 모두 찾기</translation>
  </message>
  <message id="talks.new">
   <source>New conversation</source>
   <translation>새 대화</translation>
  </message>
  <message id="talks.list">
   <source>Conversations</source>
   <translation>대화 목록</translation>
  </message>
  <message id="talks.others">
   <source>With others</source>
   <translation>다른 캐릭터와</translation>
  </message>
  <message id="talks.none">
   <source>Nothing has been said yet.</source>
   <translation>아직 나눈 말이 없어요.</translation>
  </message>
  <message id="talks.empty">
   <source>Nothing said yet</source>
   <translation>아직 나눈 말이 없어요</translation>
  </message>
  <message id="talks.count">
   <source>{count} exchanges</source>
   <translation>{count}번 주고받음</translation>
  </message>
  <message id="talks.count.one">
   <source>1 exchange</source>
   <translation>한 번 주고받음</translation>
  </message>
  <message id="chat.first">
   <source>Say: {words}</source>
   <translation>말하기: {words}</translation>
  </message>
  <message id="chat.first.day">
   <source>How was your day?</source>
   <translation>오늘 하루 어땠어?</translation>
  </message>
  <message id="chat.first.who">
   <source>Who are you?</source>
   <translation>넌 누구야?</translation>
  </message>
  <message id="chat.first.funny">
   <source>Tell me something funny</source>
   <translation>재미있는 이야기 해 줘</translation>
  </message>
  <message id="talks.found">
   <source>{count} found</source>
   <translation>{count}개 찾았어요</translation>
  </message>
  <message id="talks.not_found">
   <source>Nobody has said that yet.</source>
   <translation>아직 아무도 그런 말을 하지 않았어요.</translation>
  </message>
  <message id="talks.open">
   <source>Open</source>
   <translation>열기</translation>
  </message>
  <message id="talks.rename">
   <source>Rename</source>
   <translation>이름 바꾸기</translation>
  </message>
  <message id="talks.export.md">
   <source>Save as text (Markdown) …</source>
   <translation>글로 저장 (Markdown)…</translation>
  </message>
  <message id="talks.export.json">
   <source>Save with everything (JSON) …</source>
   <translation>모두 담아 저장 (JSON)…</translation>
  </message>
  <message id="talks.export.jsonl">
   <source>Save for training (JSON Lines) …</source>
   <translation>학습용으로 저장 (JSON Lines)…</translation>
  </message>
  <message id="talks.exported">
   <source>Saved: {path}</source>
   <translation>저장했어요: {path}</translation>
  </message>
  <message id="talks.delete">
   <source>Delete for good …</source>
   <translation>완전히 지우기…</translation>
  </message>
  <message id="talks.delete.title">
   <source>Delete this conversation for good?</source>
   <translation>이 대화를 완전히 지울까요?</translation>
  </message>
  <message id="talks.delete.text">
   <source>All of it goes from this computer and from her memory. It can't be brought back.</source>
   <translation>대화 전체가 이 컴퓨터와 캐릭터의 기억에서 사라져요. 되돌릴 수 없어요.</translation>
  </message>
  <message id="talks.delete.yes">
   <source>Delete</source>
   <translation>지우기</translation>
  </message>
  <message id="page.doctor_page">
   <source>Check this computer …</source>
   <translation>컴퓨터 점검…</translation>
  </message>
  <message id="doctor.title">
   <source>Check this computer</source>
   <translation>컴퓨터 점검</translation>
  </message>
  <message id="doctor.running">
   <source>Trying every part for real. You will hear a short sentence.</source>
   <translation>하나씩 실제로 해 보고 있어요. 짧은 문장이 들릴 거예요.</translation>
  </message>
  <message id="doctor.progress">
   <source>How far the check is</source>
   <translation>점검 진행</translation>
  </message>
  <message id="doctor.well">
   <source>All is well.</source>
   <translation>모두 괜찮아요.</translation>
  </message>
  <message id="doctor.well_one">
   <source>All is well. One thing is worth knowing.</source>
   <translation>모두 괜찮아요. 알아 둘 것이 하나 있어요.</translation>
  </message>
  <message id="doctor.well_but">
   <source>All is well. {count} things are worth knowing.</source>
   <translation>모두 괜찮아요. 알아 둘 것이 {count}개 있어요.</translation>
  </message>
  <message id="doctor.one_failed">
   <source>One thing needs you: {names}.</source>
   <translation>손볼 곳이 하나 있어요: {names}</translation>
  </message>
  <message id="doctor.failed">
   <source>{count} things need you: {names}.</source>
   <translation>손볼 곳이 {count}개 있어요: {names}</translation>
  </message>
  <message id="doctor.broke_off">
   <source>The check broke off. Try again; the log file has the details.</source>
   <translation>점검이 끊겼어요. 다시 해 보세요. 자세한 내용은 로그 파일에 있어요.</translation>
  </message>
  <message id="doctor.copy">
   <source>Copy the report</source>
   <translation>보고서 복사</translation>
  </message>
  <message id="doctor.copied">
   <source>Copied. It holds versions and numbers, no names, paths or words of yours.</source>
   <translation>복사했어요. 버전과 숫자만 있고, 이름이나 경로, 대화는 없어요.</translation>
  </message>
  <message id="doctor.again">
   <source>Check again</source>
   <translation>다시 점검</translation>
  </message>
  <message id="doctor.waiting">
   <source>Waiting</source>
   <translation>기다리는 중</translation>
  </message>
  <message id="doctor.trying">
   <source>Trying …</source>
   <translation>해 보는 중…</translation>
  </message>
  <message id="doctor.skipped">
   <source>Not tried, because this has to work first: {name}</source>
   <translation>이것부터 되어야 해 볼 수 있어요: {name}</translation>
  </message>
  <message id="doctor.status.waiting">
   <source>waiting</source>
   <translation>기다리는 중</translation>
  </message>
  <message id="doctor.status.running">
   <source>being tried</source>
   <translation>해 보는 중</translation>
  </message>
  <message id="doctor.status.pass">
   <source>fine</source>
   <translation>괜찮음</translation>
  </message>
  <message id="doctor.status.note">
   <source>worth knowing</source>
   <translation>알아 두기</translation>
  </message>
  <message id="doctor.status.fail">
   <source>failed</source>
   <translation>안 됨</translation>
  </message>
  <message id="doctor.status.skip">
   <source>not tried</source>
   <translation>안 해 봄</translation>
  </message>
  <message id="doctor.mend.settings">
   <source>Open settings</source>
   <translation>설정 열기</translation>
  </message>
  <message id="doctor.mend.models">
   <source>Open models</source>
   <translation>모델 관리 열기</translation>
  </message>
  <message id="doctor.mend.microphone">
   <source>Choose a microphone</source>
   <translation>마이크 고르기</translation>
  </message>
  <message id="doctor.mend.speaker">
   <source>Choose a speaker</source>
   <translation>스피커 고르기</translation>
  </message>
  <message id="doctor.mend.echo">
   <source>Open the echo setting</source>
   <translation>에코 설정 열기</translation>
  </message>
  <message id="doctor.mend.offline">
   <source>Open the offline setting</source>
   <translation>오프라인 설정 열기</translation>
  </message>
  <message id="doctor.mend.folder">
   <source>Open the folder</source>
   <translation>폴더 열기</translation>
  </message>
  <message id="doctor.mend.character">
   <source>Open the character</source>
   <translation>캐릭터 열기</translation>
  </message>
  <message id="doctor.check.settings">
   <source>Settings</source>
   <translation>설정</translation>
  </message>
  <message id="doctor.check.disk">
   <source>Disk</source>
   <translation>디스크</translation>
  </message>
  <message id="doctor.check.memory">
   <source>Memory</source>
   <translation>메모리</translation>
  </message>
  <message id="doctor.check.characters">
   <source>Characters</source>
   <translation>캐릭터</translation>
  </message>
  <message id="doctor.check.database">
   <source>Conversations</source>
   <translation>대화</translation>
  </message>
  <message id="doctor.check.screen">
   <source>Screen</source>
   <translation>화면</translation>
  </message>
  <message id="doctor.check.avatar">
   <source>Her picture</source>
   <translation>캐릭터 그림</translation>
  </message>
  <message id="doctor.check.speaker">
   <source>Speaker</source>
   <translation>스피커</translation>
  </message>
  <message id="doctor.check.microphone">
   <source>Microphone</source>
   <translation>마이크</translation>
  </message>
  <message id="doctor.check.level">
   <source>Microphone level</source>
   <translation>마이크 소리 크기</translation>
  </message>
  <message id="doctor.check.echo">
   <source>Echo</source>
   <translation>메아리</translation>
  </message>
  <message id="doctor.check.voice">
   <source>Her voice</source>
   <translation>목소리</translation>
  </message>
  <message id="doctor.check.ears">
   <source>Her ears</source>
   <translation>귀</translation>
  </message>
  <message id="doctor.check.brain">
   <source>Her brain</source>
   <translation>두뇌</translation>
  </message>
  <message id="doctor.check.models">
   <source>Models</source>
   <translation>모델</translation>
  </message>
  <message id="doctor.check.offline">
   <source>Network</source>
   <translation>네트워크</translation>
  </message>
  <message id="doctor.level.running">
   <source>Listening for two seconds …</source>
   <translation>2초 동안 들어 보는 중…</translation>
  </message>
  <message id="doctor.echo.running">
   <source>She says a sentence, and listens to herself …</source>
   <translation>한 문장을 말하고 스스로 들어 보는 중…</translation>
  </message>
  <message id="doctor.brain.running">
   <source>She answers a greeting …</source>
   <translation>인사에 대답하는 중…</translation>
  </message>
  <message id="doctor.settings.own">
   <source>Your own settings are in order: {path}</source>
   <translation>내 설정에 이상이 없어요: {path}</translation>
  </message>
  <message id="doctor.settings.defaults">
   <source>You have changed nothing yet; your settings would lie in {path}</source>
   <translation>아직 바꾼 것이 없어요. 바꾸면 여기에 적혀요: {path}</translation>
  </message>
  <message id="doctor.disk.free">
   <source>{free_gb} GB are free.</source>
   <translation>{free_gb} GB 남아 있어요.</translation>
  </message>
  <message id="doctor.disk.disk-little">
   <source>Only {free_gb} GB are free; models need more.</source>
   <translation>{free_gb} GB만 남았어요. 모델을 받기에는 모자랄 수 있어요.</translation>
  </message>
  <message id="doctor.disk.disk-full">
   <source>Only {free_gb} GB are free: conversations may not be saved.</source>
   <translation>{free_gb} GB만 남아서 대화를 저장하지 못할 수 있어요.</translation>
  </message>
  <message id="doctor.memory.enough">
   <source>{available_gb} of {total_gb} GB are free; she takes about {needed_gb} GB.</source>
   <translation>{total_gb} GB 중 {available_gb} GB가 비어 있어요. 약 {needed_gb} GB를 써요.</translation>
  </message>
  <message id="doctor.memory.memory-little">
   <source>{available_gb} of {total_gb} GB are free; she takes about {needed_gb} GB and may be slow.</source>
   <translation>{total_gb} GB 중 {available_gb} GB가 비어 있는데 약 {needed_gb} GB를 써서 느릴 수 있어요.</translation>
  </message>
  <message id="doctor.characters.all">
   <source>{count} characters, all in order.</source>
   <translation>캐릭터 {count}명 모두 이상 없어요.</translation>
  </message>
  <message id="doctor.database.whole">
   <source>{count} conversations, in order.</source>
   <translation>대화 {count}개, 이상 없어요.</translation>
  </message>
  <message id="doctor.database.set-aside">
   <source>A damaged file was set aside, and a new one begun.</source>
   <translation>깨진 파일을 따로 두고 새로 시작했어요.</translation>
  </message>
  <message id="doctor.screen.there">
   <source>Here.</source>
   <translation>있어요.</translation>
  </message>
  <message id="doctor.screen.none">
   <source>No screen: the conversation is in the terminal.</source>
   <translation>화면이 없어서 터미널에서 이야기해요.</translation>
  </message>
  <message id="doctor.avatar.drawn">
   <source>She was drawn in {ms} ms.</source>
   <translation>{ms} ms 만에 그렸어요.</translation>
  </message>
  <message id="doctor.avatar.avatar-library">
   <source>A graphics library is missing on this system.</source>
   <translation>그림을 그리는 부품이 시스템에 없어요.</translation>
  </message>
  <message id="doctor.avatar.avatar-broken">
   <source>She can't be drawn.</source>
   <translation>그림을 그릴 수 없어요.</translation>
  </message>
  <message id="doctor.speaker.opens">
   <source>{device} opens.</source>
   <translation>{device}: 열려요.</translation>
  </message>
  <message id="doctor.microphone.opens">
   <source>{device} opens.</source>
   <translation>{device}: 열려요.</translation>
  </message>
  <message id="doctor.level.heard">
   <source>It hears the room ({dbfs} dBFS at its loudest).</source>
   <translation>방 안의 소리가 들려요 (가장 클 때 {dbfs} dBFS).</translation>
  </message>
  <message id="doctor.level.microphone-silent">
   <source>It gives only silence: it is muted.</source>
   <translation>아무 소리도 오지 않아요. 음 소거되어 있어요.</translation>
  </message>
  <message id="doctor.level.microphone-quiet">
   <source>It is very quiet ({dbfs} dBFS at its loudest).</source>
   <translation>소리가 아주 작아요 (가장 클 때 {dbfs} dBFS).</translation>
  </message>
  <message id="doctor.echo.none">
   <source>Her voice does not reach the microphone: you can speak over her.</source>
   <translation>목소리가 마이크에 들어가지 않아요. 말하는 중에 끼어들 수 있어요.</translation>
  </message>
  <message id="doctor.echo.cancelled">
   <source>Her voice is taken out of what the microphone hears: you can speak over her.</source>
   <translation>마이크에 들어간 목소리를 지워요. 말하는 중에 끼어들 수 있어요.</translation>
  </message>
  <message id="doctor.echo.echo-half-duplex">
   <source>Her voice comes back too loud: she does not listen while she speaks.</source>
   <translation>목소리가 너무 크게 되돌아와서 말하는 동안에는 듣지 않아요.</translation>
  </message>
  <message id="doctor.echo.headset">
   <source>Your settings say that you use a headset: nothing to cancel.</source>
   <translation>헤드셋을 쓴다고 설정되어 있어서 지울 것이 없어요.</translation>
  </message>
  <message id="doctor.echo.unknown">
   <source>It could not be decided; try again with the speaker a little louder.</source>
   <translation>알 수 없었어요. 스피커 소리를 조금 키우고 다시 해 보세요.</translation>
  </message>
  <message id="doctor.voice.speaks">
   <source>{seconds} s of speech in {ms} ms.</source>
   <translation>{ms} ms 만에 {seconds}초 분량을 말했어요.</translation>
  </message>
  <message id="doctor.voice.voice-silent">
   <source>The voice made no sound.</source>
   <translation>목소리가 나오지 않았어요.</translation>
  </message>
  <message id="doctor.ears.hear">
   <source>A spoken word was heard in {ms} ms.</source>
   <translation>{ms} ms 만에 한 단어를 알아들었어요.</translation>
  </message>
  <message id="doctor.ears.ears-deaf">
   <source>A spoken word was not heard.</source>
   <translation>한 단어도 알아듣지 못했어요.</translation>
  </message>
  <message id="doctor.brain.answers">
   <source>First word after {first_ms} ms, the whole reply in {done_ms} ms.</source>
   <translation>첫 단어까지 {first_ms} ms, 대답 전체는 {done_ms} ms 걸렸어요.</translation>
  </message>
  <message id="doctor.models.starter">
   <source>She thinks with the small starter model. Larger ones make her much smarter.</source>
   <translation>작은 시작용 모델로 생각하고 있어요. 더 큰 모델을 받으면 훨씬 똑똑해져요.</translation>
  </message>
  <message id="doctor.models.own">
   <source>{count} downloaded ({gb} GB), their records are in order.</source>
   <translation>{count}개를 받아 놓았고({gb} GB) 기록에 이상이 없어요.</translation>
  </message>
  <message id="doctor.offline.offline">
   <source>Connections to other computers are refused.</source>
   <translation>다른 컴퓨터로 가는 연결을 막고 있어요.</translation>
  </message>
  <message id="doctor.offline.online">
   <source>Offline is off: parts that you set up may use the network.</source>
   <translation>오프라인이 꺼져 있어서, 직접 연결해 둔 것은 인터넷을 쓸 수 있어요.</translation>
  </message>
  <message id="page.first_run">
   <source>Welcome guide …</source>
   <translation>처음 안내…</translation>
  </message>
  <message id="first.title">
   <source>Welcome</source>
   <translation>반가워요</translation>
  </message>
  <message id="first.step">
   <source>Step {number} of {count}</source>
   <translation>{count}단계 중 {number}단계</translation>
  </message>
  <message id="first.back">
   <source>Back</source>
   <translation>뒤로</translation>
  </message>
  <message id="first.next">
   <source>Next</source>
   <translation>다음</translation>
  </message>
  <message id="first.skip">
   <source>Skip</source>
   <translation>건너뛰기</translation>
  </message>
  <message id="first.begin">
   <source>Let's begin</source>
   <translation>시작하기</translation>
  </message>
  <message id="first.later">
   <source>Later</source>
   <translation>나중에</translation>
  </message>
  <message id="first.done">
   <source>Done</source>
   <translation>다 했어요</translation>
  </message>
  <message id="first.language.title">
   <source>Nice to meet you!</source>
   <translation>만나서 반가워요!</translation>
  </message>
  <message id="first.language.lead">
   <source>Which language do you like to speak with her?</source>
   <translation>어떤 언어로 이야기할까요?</translation>
  </message>
  <message id="first.language.note">
   <source>You can change everything later. Esc closes this guide; she stays.</source>
   <translation>모두 나중에 바꿀 수 있어요. Esc를 누르면 안내가 닫히고 캐릭터는 그대로 있어요.</translation>
  </message>
  <message id="first.character.title">
   <source>Who shall live with you?</source>
   <translation>누구와 함께 지낼까요?</translation>
  </message>
  <message id="first.character.lead">
   <source>Choose one. You can change whenever you like, and make your own.</source>
   <translation>한 명을 골라 보세요. 언제든 바꿀 수 있고, 직접 만들 수도 있어요.</translation>
  </message>
  <message id="first.character.speaks">
   <source>Speaks {languages}</source>
   <translation>{languages} 사용</translation>
  </message>
  <message id="first.voice.hear">
   <source>Hear {name}</source>
   <translation>{name} 목소리 듣기</translation>
  </message>
  <message id="first.voice.making">
   <source>A moment …</source>
   <translation>잠시만요…</translation>
  </message>
  <message id="first.voice.stop">
   <source>Stop</source>
   <translation>멈추기</translation>
  </message>
  <message id="first.speaker.title">
   <source>Can you hear her?</source>
   <translation>목소리가 들리나요?</translation>
  </message>
  <message id="first.speaker.lead">
   <source>Play the test sound. If nothing is heard, choose another speaker.</source>
   <translation>시험 소리를 내 보세요. 안 들리면 다른 스피커를 골라 주세요.</translation>
  </message>
  <message id="first.microphone.title">
   <source>Can she hear you?</source>
   <translation>내 말이 들릴까요?</translation>
  </message>
  <message id="first.microphone.lead">
   <source>Say something and watch the bar. Record a sentence to hear what she hears.</source>
   <translation>말하면서 막대를 보세요. 한 문장을 녹음하면 어떻게 들리는지 들려 드려요.</translation>
  </message>
  <message id="first.mode">
   <source>When may she listen?</source>
   <translation>언제 들어도 될까요?</translation>
  </message>
  <message id="first.mode.open">
   <source>Whenever I speak</source>
   <translation>내가 말할 때마다</translation>
  </message>
  <message id="first.mode.open.line">
   <source>Just talk to her. She waits until you have finished.</source>
   <translation>그냥 말을 걸면 돼요. 말이 끝날 때까지 기다려 줘요.</translation>
  </message>
  <message id="first.mode.push_to_talk">
   <source>Only while I hold a key</source>
   <translation>키를 누르고 있을 때만</translation>
  </message>
  <message id="first.mode.push_to_talk.line">
   <source>Hold the space bar on her, or the button in the chat window.</source>
   <translation>캐릭터 위에서 스페이스 키를 누르거나 대화창의 버튼을 누르고 있으면 돼요.</translation>
  </message>
  <message id="first.mode.off">
   <source>Never, I write</source>
   <translation>듣지 않기, 글로 쓸게요</translation>
  </message>
  <message id="first.mode.off.line">
   <source>The microphone stays closed. Double-click her to write.</source>
   <translation>마이크를 열지 않아요. 캐릭터를 두 번 클릭해서 쓰세요.</translation>
  </message>
  <message id="first.privacy.title">
   <source>What stays between you two</source>
   <translation>둘만의 이야기예요</translation>
  </message>
  <message id="first.privacy.lead">
   <source>Everything. This is how it works.</source>
   <translation>모든 것이 이 컴퓨터에만 있어요.</translation>
  </message>
  <message id="first.privacy.microphone">
   <source>Your voice is not recorded</source>
   <translation>목소리를 저장하지 않아요</translation>
  </message>
  <message id="first.privacy.microphone.line">
   <source>What you say becomes text on this computer, and the sound is forgotten at once.</source>
   <translation>하신 말씀은 이 컴퓨터에서 글로 바뀌고, 소리는 바로 잊어버려요.</translation>
  </message>
  <message id="first.privacy.camera">
   <source>No camera</source>
   <translation>카메라를 쓰지 않아요</translation>
  </message>
  <message id="first.privacy.camera.line">
   <source>She never looks through a camera, and never at your screen.</source>
   <translation>카메라도 화면도 들여다보지 않아요.</translation>
  </message>
  <message id="first.privacy.network">
   <source>No network</source>
   <translation>인터넷에 연결하지 않아요</translation>
  </message>
  <message id="first.privacy.network.line">
   <source>The program refuses every connection to another computer. Only a download that you ask for connects, and ends.</source>
   <translation>다른 컴퓨터로 가는 연결을 모두 막아요. 받아 달라고 하신 모델을 받을 때만 연결하고 바로 끊어요.</translation>
  </message>
  <message id="first.privacy.online">
   <source>The network is allowed</source>
   <translation>인터넷을 허락해 두셨어요</translation>
  </message>
  <message id="first.privacy.online.line">
   <source>You have turned offline mode off: parts that you set up (a model server, say) may connect. Everything else stays on this computer.</source>
   <translation>오프라인을 꺼 두어서, 직접 연결해 둔 것(모델 서버 등)은 연결할 수 있어요. 나머지는 모두 이 컴퓨터에 있어요.</translation>
  </message>
  <message id="first.privacy.kept">
   <source>Your conversations are yours</source>
   <translation>대화는 내 것이에요</translation>
  </message>
  <message id="first.privacy.kept.line">
   <source>They lie in one file on this computer. You can search, export or delete them for good.</source>
   <translation>이 컴퓨터의 파일 하나에 있어요. 찾고, 내보내고, 완전히 지울 수 있어요.</translation>
  </message>
  <message id="first.place.data">
   <source>Your settings, characters, models and conversations: {path}</source>
   <translation>설정, 캐릭터, 모델, 대화가 있는 곳: {path}</translation>
  </message>
  <message id="first.place.open">
   <source>Open that folder</source>
   <translation>그 폴더 열기</translation>
  </message>
  <message id="first.models.title">
   <source>What this computer can do</source>
   <translation>이 컴퓨터로 할 수 있는 것</translation>
  </message>
  <message id="first.models.lead">
   <source>She can begin at once. Better models make her much smarter.</source>
   <translation>바로 시작할 수 있어요. 더 좋은 모델을 받으면 훨씬 똑똑해져요.</translation>
  </message>
  <message id="first.models.starter">
   <source>Start at once, without a download</source>
   <translation>아무것도 받지 않고 바로 시작하기</translation>
  </message>
  <message id="first.models.starter.line">
   <source>Small starter models come with the program: everyday small talk, about a thousand sentences that she understands by ear, a clear robotic voice. Just press Next.</source>
   <translation>작은 시작용 모델이 함께 들어 있어요. 가벼운 이야기를 하고, 일상 문장 천 개쯤을 알아듣고, 또렷한 로봇 목소리로 말해요. ‘다음’을 누르면 돼요.</translation>
  </message>
  <message id="first.models.better">
   <source>Better ones for this computer</source>
   <translation>이 컴퓨터에 맞는 더 좋은 모델</translation>
  </message>
  <message id="first.models.whole">
   <source>All together {size}. A download goes on while you talk with her, can be paused, and is used as soon as it is here. You find all models under Models in her menu.</source>
   <translation>모두 {size}예요. 이야기하는 동안에도 계속 받고, 멈췄다가 이어서 받을 수 있고, 다 받으면 바로 써요. 모델은 메뉴의 ‘모델 관리’에 모두 있어요.</translation>
  </message>
  <message id="first.models.none">
   <source>On this computer nothing larger runs well. The starter models are the right ones.</source>
   <translation>이 컴퓨터에서는 더 큰 모델이 잘 돌아가지 않아요. 시작용 모델이 알맞아요.</translation>
  </message>
  <message id="first.ready.title">
   <source>She is yours</source>
   <translation>이제 함께예요</translation>
  </message>
  <message id="first.ready.lead">
   <source>Four things to know, then talk.</source>
   <translation>이것만 알면 돼요.</translation>
  </message>
  <message id="first.ready.talk">
   <source>Talk</source>
   <translation>말하기</translation>
  </message>
  <message id="first.ready.talk.line">
   <source>Just speak. Speak over her and she stops; Esc stops her too.</source>
   <translation>그냥 말을 거세요. 말하는 중에 끼어들거나 Esc를 누르면 멈춰요.</translation>
  </message>
  <message id="first.ready.write">
   <source>Write</source>
   <translation>쓰기</translation>
  </message>
  <message id="first.ready.write.line">
   <source>Double-click her for the chat window.</source>
   <translation>캐릭터를 두 번 클릭하면 대화창이 열려요.</translation>
  </message>
  <message id="first.ready.touch">
   <source>Touch</source>
   <translation>쓰다듬기</translation>
  </message>
  <message id="first.ready.touch.line">
   <source>Pat her head, poke her, drag her where you like. The wheel makes her larger or smaller.</source>
   <translation>머리를 쓰다듬고, 콕 찌르고, 끌어서 옮길 수 있어요. 휠로 크기를 바꿔요.</translation>
  </message>
  <message id="first.ready.menu">
   <source>Everything else</source>
   <translation>그 밖의 모든 것</translation>
  </message>
  <message id="first.ready.menu.line">
   <source>A right click on her opens the menu: characters, settings, models, and this guide.</source>
   <translation>캐릭터를 오른쪽 클릭하면 메뉴가 열려요. 캐릭터, 설정, 모델, 이 안내도 거기 있어요.</translation>
  </message>
  <message id="first.ready.chat">
   <source>Write her the first line</source>
   <translation>첫마디 써 보기</translation>
  </message>
  <message id="first.failed">
   <source>That could not be kept: {problem}</source>
   <translation>저장하지 못했어요: {problem}</translation>
  </message>
  <message id="set.hotkeys.come_back">
   <source>Hotkey: come back</source>
   <translation>단축키: 돌아오기</translation>
  </message>
  <message id="set.hotkeys.come_back.help">
   <source>Works in any program: she comes onto this screen, in front. Leave it empty for none.</source>
   <translation>어느 프로그램에서나 이 화면 맨 앞으로 와요. 비워 두면 없어요.</translation>
  </message>
  <message id="set.hotkeys.talk">
   <source>Hotkey: hold to talk</source>
   <translation>단축키: 누르고 말하기</translation>
  </message>
  <message id="set.hotkeys.talk.help">
   <source>Works in any program, when she listens while you hold a key.</source>
   <translation>키를 누르는 동안만 듣게 했을 때, 어느 프로그램에서나 돼요.</translation>
  </message>
  <message id="set.hotkeys.mute">
   <source>Hotkey: microphone</source>
   <translation>단축키: 마이크</translation>
  </message>
  <message id="set.hotkeys.mute.help">
   <source>Works in any program: the microphone on or off.</source>
   <translation>어느 프로그램에서나 마이크를 켜고 꺼요.</translation>
  </message>
  <message id="set.hotkeys.quiet">
   <source>Hotkey: do not disturb</source>
   <translation>단축키: 방해 금지</translation>
  </message>
  <message id="set.hotkeys.quiet.help">
   <source>Works in any program: she neither listens nor speaks until you press it again.</source>
   <translation>어느 프로그램에서나, 다시 누를 때까지 듣지도 말하지도 않아요.</translation>
  </message>
  <message id="sheet.expressions">
   <source>Expressions …</source>
   <translation>표정 고르기…</translation>
  </message>
  <message id="sheet.expressions.opening">
   <source>Opening the model …</source>
   <translation>모델을 여는 중이에요…</translation>
  </message>
  <message id="live2d.title">
   <source>Expressions of {name}</source>
   <translation>{name}의 표정</translation>
  </message>
  <message id="live2d.lead">
   <source>What she shows for each feeling. Move through the list and look at her; the guesses are often right.</source>
   <translation>감정마다 어떤 표정을 보여 줄지 정해요. 목록을 옮겨 다니며 살펴보세요. 알아서 고른 표정도 대개 잘 맞아요.</translation>
  </message>
  <message id="live2d.itself">
   <source>By itself: {name}</source>
   <translation>알아서: {name}</translation>
  </message>
  <message id="live2d.house">
   <source>The house's face</source>
   <translation>기본 얼굴</translation>
  </message>
  <message id="live2d.house_itself">
   <source>By itself: the house's face</source>
   <translation>알아서: 기본 얼굴</translation>
  </message>
  <message id="live2d.strength">
   <source>How strong</source>
   <translation>세기</translation>
  </message>
  <message id="live2d.talking">
   <source>She talks</source>
   <translation>말하는 모습</translation>
  </message>
  <message id="live2d.choose">
   <source>Expression for {feeling}</source>
   <translation>{feeling}의 표정</translation>
  </message>
  <message id="live2d.guesses">
   <source>All by themselves</source>
   <translation>모두 알아서</translation>
  </message>
  <message id="live2d.save">
   <source>Save</source>
   <translation>저장</translation>
  </message>
  <message id="live2d.copy">
   <source>Copy the lines</source>
   <translation>내용 복사</translation>
  </message>
  <message id="live2d.saved">
   <source>Saved in {file}.</source>
   <translation>{file}에 저장했어요.</translation>
  </message>
  <message id="live2d.copied">
   <source>Copied. Paste the lines into her character.yaml.</source>
   <translation>복사했어요. character.yaml에 붙여 넣어 주세요.</translation>
  </message>
  <message id="live2d.failed">
   <source>It could not be saved: {why}</source>
   <translation>저장하지 못했어요: {why}</translation>
  </message>
  <message id="live2d.none">
   <source>This model has no expressions: she shows feelings with the house's face.</source>
   <translation>이 모델에는 표정이 없어요. 감정은 기본 얼굴로 보여 줘요.</translation>
  </message>
  <message id="page.make">
   <source>Make a character …</source>
   <translation>캐릭터 만들기…</translation>
  </message>
  <message id="make.title">
   <source>Make a character</source>
   <translation>캐릭터 만들기</translation>
  </message>
  <message id="make.title.of">
   <source>Make a character: {name}</source>
   <translation>캐릭터 만들기: {name}</translation>
  </message>
  <message id="make.reading">
   <source>Looking at what is there …</source>
   <translation>살펴보는 중…</translation>
  </message>
  <message id="make.back">
   <source>Back</source>
   <translation>뒤로</translation>
  </message>
  <message id="make.next">
   <source>Next</source>
   <translation>다음</translation>
  </message>
  <message id="make.step.who">
   <source>Who</source>
   <translation>누구</translation>
  </message>
  <message id="make.step.sources">
   <source>Texts</source>
   <translation>글</translation>
  </message>
  <message id="make.step.how">
   <source>How</source>
   <translation>방법</translation>
  </message>
  <message id="make.step.run">
   <source>Making</source>
   <translation>만들기</translation>
  </message>
  <message id="make.step.report">
   <source>Report</source>
   <translation>성적표</translation>
  </message>
  <message id="make.step.now">
   <source>the step you are at</source>
   <translation>지금 단계</translation>
  </message>
  <message id="make.start.what">
   <source>Describe someone, or bring her along as a character card, novels or chat logs. A small model of her own is trained on this computer.</source>
   <translation>어떤 사람인지 적거나 캐릭터 카드, 소설, 대화 기록을 가져오세요. 그 캐릭터만의 작은 모델을 이 컴퓨터에서 학습시켜요.</translation>
  </message>
  <message id="make.start.how">
   <source>It takes minutes on the built-in base, or hours on a large model with a graphics card. You can stop at any time and go on later. Nothing is downloaded unasked.</source>
   <translation>내장 모델로는 몇 분, 그래픽 카드로 큰 모델을 쓰면 몇 시간 걸려요. 언제든 멈췄다가 이어서 할 수 있어요. 시키지 않으면 아무것도 받지 않아요.</translation>
  </message>
  <message id="make.start.new">
   <source>New character</source>
   <translation>새 캐릭터</translation>
  </message>
  <message id="make.start.unfinished">
   <source>Being made</source>
   <translation>만들고 있는 캐릭터</translation>
  </message>
  <message id="make.start.version">
   <source>version {number} in the menu</source>
   <translation>메뉴에 있는 버전 {number}</translation>
  </message>
  <message id="make.standing.draft">
   <source>described</source>
   <translation>소개만 적었어요</translation>
  </message>
  <message id="make.standing.unfinished">
   <source>unfinished</source>
   <translation>만들다 멈췄어요</translation>
  </message>
  <message id="make.standing.running">
   <source>being made</source>
   <translation>만드는 중</translation>
  </message>
  <message id="make.standing.passed">
   <source>passed</source>
   <translation>합격</translation>
  </message>
  <message id="make.standing.not_passed">
   <source>not good enough yet</source>
   <translation>아직 모자라요</translation>
  </message>
  <message id="make.standing.in_menu">
   <source>in the menu</source>
   <translation>메뉴에 있어요</translation>
  </message>
  <message id="make.standing.broken">
   <source>her sheet is wrong</source>
   <translation>캐릭터 파일이 잘못됐어요</translation>
  </message>
  <message id="make.open.draft">
   <source>Go on</source>
   <translation>이어서 하기</translation>
  </message>
  <message id="make.open.unfinished">
   <source>Go on</source>
   <translation>이어서 하기</translation>
  </message>
  <message id="make.open.running">
   <source>Watch</source>
   <translation>지켜보기</translation>
  </message>
  <message id="make.open.passed">
   <source>Read her report card</source>
   <translation>성적표 보기</translation>
  </message>
  <message id="make.open.not_passed">
   <source>Read her report card</source>
   <translation>성적표 보기</translation>
  </message>
  <message id="make.open.in_menu">
   <source>Make her anew</source>
   <translation>새로 만들기</translation>
  </message>
  <message id="make.discard">
   <source>Throw away</source>
   <translation>버리기</translation>
  </message>
  <message id="make.undo">
   <source>Bring back the one thrown away</source>
   <translation>버린 것 되돌리기</translation>
  </message>
  <message id="make.name">
   <source>Her name</source>
   <translation>이름</translation>
  </message>
  <message id="make.name.example">
   <source>Mira</source>
   <translation>미라</translation>
  </message>
  <message id="make.name.missing">
   <source>She needs a name.</source>
   <translation>이름이 필요해요.</translation>
  </message>
  <message id="make.language">
   <source>She speaks</source>
   <translation>쓰는 말</translation>
  </message>
  <message id="make.ko">
   <source>Korean</source>
   <translation>한국어</translation>
  </message>
  <message id="make.en">
   <source>English</source>
   <translation>영어</translation>
  </message>
  <message id="make.begin">
   <source>Begin with</source>
   <translation>바탕</translation>
  </message>
  <message id="make.begin.blank">
   <source>A friendly nobody</source>
   <translation>다정한 기본형</translation>
  </message>
  <message id="make.begin.blank.about">
   <source>Kind and curious; knows small talk and feelings. What you write below makes her someone.</source>
   <translation>다정하고 호기심이 많아요. 일상 이야기와 마음 이야기를 알아요. 아래에 적는 것이 그 위에 더해져요.</translation>
  </message>
  <message id="make.one_line">
   <source>Who is she, in one sentence?</source>
   <translation>한 문장으로 어떤 사람인가요?</translation>
  </message>
  <message id="make.one_line.hint">
   <source>She always keeps this in mind.</source>
   <translation>언제나 마음에 두고 말해요.</translation>
  </message>
  <message id="make.one_line.example">
   <source>A lighthouse keeper who collects the stories of ships.</source>
   <translation>배들의 이야기를 모으는 등대지기.</translation>
  </message>
  <message id="make.traits">
   <source>What is she like?</source>
   <translation>성격은 어떤가요?</translation>
  </message>
  <message id="make.traits.hint">
   <source>A few words with commas.</source>
   <translation>쉼표로 나눠 몇 마디만 적어 주세요.</translation>
  </message>
  <message id="make.traits.example">
   <source>calm, curious, a little stubborn</source>
   <translation>차분함, 호기심 많음, 조금 고집스러움</translation>
  </message>
  <message id="make.manner">
   <source>How does she talk?</source>
   <translation>어떻게 말하나요?</translation>
  </message>
  <message id="make.manner.haeyo">
   <source>politely (해요)</source>
   <translation>해요체</translation>
  </message>
  <message id="make.manner.haeyo.level">
   <source>다정한 해요체</source>
   <translation>다정한 해요체</translation>
  </message>
  <message id="make.manner.banmal">
   <source>like a friend (반말)</source>
   <translation>반말</translation>
  </message>
  <message id="make.manner.banmal.level">
   <source>편하고 다정한 반말</source>
   <translation>편하고 다정한 반말</translation>
  </message>
  <message id="make.manner.hapsyo">
   <source>formally (합쇼)</source>
   <translation>합쇼체</translation>
  </message>
  <message id="make.manner.hapsyo.level">
   <source>정중한 합쇼체 존댓말</source>
   <translation>정중한 합쇼체 존댓말</translation>
  </message>
  <message id="make.manner.warm">
   <source>warmly</source>
   <translation>다정하게</translation>
  </message>
  <message id="make.manner.warm.level">
   <source>warm, simple, a little playful</source>
   <translation>warm, simple, a little playful</translation>
  </message>
  <message id="make.manner.playful">
   <source>teasingly</source>
   <translation>장난스럽게</translation>
  </message>
  <message id="make.manner.playful.level">
   <source>playful and teasing, quick and short</source>
   <translation>playful and teasing, quick and short</translation>
  </message>
  <message id="make.manner.formal">
   <source>formally</source>
   <translation>격식 있게</translation>
  </message>
  <message id="make.manner.formal.level">
   <source>polite and old-fashioned, in full sentences</source>
   <translation>polite and old-fashioned, in full sentences</translation>
  </message>
  <message id="make.level">
   <source>Her manner in your words</source>
   <translation>말투를 직접 적으면</translation>
  </message>
  <message id="make.level.hint">
   <source>Choose one above, or write your own.</source>
   <translation>위에서 고르거나 직접 적어 주세요.</translation>
  </message>
  <message id="make.level.example">
   <source>dry and gentle, with sea words</source>
   <translation>무뚝뚝하지만 다정한 해요체, 바다 말을 섞어서</translation>
  </message>
  <message id="make.rules">
   <source>Rules for her speech</source>
   <translation>말할 때 지키는 것</translation>
  </message>
  <message id="make.rules.hint">
   <source>One a line.</source>
   <translation>한 줄에 하나씩 적어 주세요.</translation>
  </message>
  <message id="make.rules.example">
   <source>Speaks in one or two short sentences.
Never swears.</source>
   <translation>한두 문장으로 짧게 말해요.
욕은 하지 않아요.</translation>
  </message>
  <message id="make.examples">
   <source>How would she answer?</source>
   <translation>이럴 때 뭐라고 대답할까요?</translation>
  </message>
  <message id="make.examples.hint">
   <source>Two lines each: what you say, then what she answers. The more of these, the more she is herself. A feeling may stand before her answer: [joy] You came!</source>
   <translation>두 줄씩 적어요: 내가 하는 말, 그리고 대답. 많을수록 더 그 사람다워져요. 대답 앞에 감정을 적어도 돼요: [기쁨] 왔어요?</translation>
  </message>
  <message id="make.examples.example">
   <source>Are you cold up there?
The wind and I are old friends.
I had a bad day.
[worried] Sit down. The light will keep us company.</source>
   <translation>거기 춥지 않아?
바람이랑은 오랜 친구예요.
오늘 힘들었어.
[걱정] 여기 앉아요. 불빛이 같이 있어 줄 거예요.</translation>
  </message>
  <message id="make.greeting">
   <source>What does she say when she comes?</source>
   <translation>나타날 때 뭐라고 하나요?</translation>
  </message>
  <message id="make.greeting.hint">
   <source>Spoken without thinking, every time she appears.</source>
   <translation>올 때마다 바로 하는 말이에요.</translation>
  </message>
  <message id="make.greeting.example">
   <source>[joy] There you are! I saw your light.</source>
   <translation>[기쁨] 왔어요? 불빛이 보이더라고요.</translation>
  </message>
  <message id="make.backstory">
   <source>Her story</source>
   <translation>지나온 이야기</translation>
  </message>
  <message id="make.backstory.hint">
   <source>As she would tell it; an empty line begins a new paragraph.</source>
   <translation>스스로 말하듯이 적어 주세요. 빈 줄을 두면 문단이 나뉘어요.</translation>
  </message>
  <message id="make.backstory.example">
   <source>I grew up in the lighthouse …</source>
   <translation>저는 등대에서 자랐어요…</translation>
  </message>
  <message id="make.relation">
   <source>Who are you to her?</source>
   <translation>나는 누구인가요?</translation>
  </message>
  <message id="make.relation.hint">
   <source>So that she knows whom she talks with.</source>
   <translation>누구와 이야기하는지 알 수 있게요.</translation>
  </message>
  <message id="make.relation.example">
   <source>An old friend who visits every evening.</source>
   <translation>저녁마다 찾아오는 오랜 친구예요.</translation>
  </message>
  <message id="make.sources.what">
   <source>Do you have texts of her? Add them, or drop them here. You can also go on without any.</source>
   <translation>이 캐릭터의 글이 있나요? 더하거나 여기로 끌어다 놓으세요. 없어도 괜찮아요.</translation>
  </message>
  <message id="make.sources.kinds">
   <source>A character card fills her profile (PNG, JSON, CHARX, versions 1 to 3; Open-LLM-VTuber YAML). Novels and scripts (txt, md, epub, pdf, docx, hwp, srt), chat logs such as KakaoTalk exports, and data sets of other programs (JSON, JSONL) teach her words; lines under her name count as hers.</source>
   <translation>캐릭터 카드(PNG, JSON, CHARX, V1~V3, Open-LLM-VTuber YAML)는 소개를 채워요. 소설과 대본(txt, md, epub, pdf, docx, hwp, srt), 카카오톡 같은 대화 기록, 다른 프로그램의 데이터(JSON, JSONL)로는 말을 배워요. 이름이 붙은 줄을 그 사람의 말로 봐요.</translation>
  </message>
  <message id="make.sources.file">
   <source>Add files …</source>
   <translation>파일 더하기…</translation>
  </message>
  <message id="make.sources.folder">
   <source>Add a folder …</source>
   <translation>폴더 더하기…</translation>
  </message>
  <message id="make.sources.none">
   <source>Nothing yet.</source>
   <translation>아직 더한 글이 없어요. 이대로 넘어가도 돼요.</translation>
  </message>
  <message id="make.sources.remove">
   <source>Take out</source>
   <translation>빼기</translation>
  </message>
  <message id="make.beginning">
   <source>Putting it all together …</source>
   <translation>준비하는 중…</translation>
  </message>
  <message id="make.weights">
   <source>{count} weights</source>
   <translation>매개변수 {count}</translation>
  </message>
  <message id="make.licence">
   <source>licence {name}</source>
   <translation>라이선스 {name}</translation>
  </message>
  <message id="make.licence.nc">
   <source>licence {name}: not for sale</source>
   <translation>라이선스 {name}: 상업적 이용 불가</translation>
  </message>
  <message id="make.here">
   <source>is here</source>
   <translation>여기 있어요</translation>
  </message>
  <message id="make.download">
   <source>download, {size}</source>
   <translation>내려받기 {size}</translation>
  </message>
  <message id="make.preset.starter">
   <source>Small and quick</source>
   <translation>작고 빠르게</translation>
  </message>
  <message id="make.preset.starter.about">
   <source>The built-in base. Works on any computer in minutes, without a download. She knows everyday small talk in her own manner, not more.</source>
   <translation>내장 모델을 바탕으로 써요. 어떤 컴퓨터에서도 몇 분이면 되고, 받을 것이 없어요. 일상 이야기를 자기 말투로 나눌 만큼만 알아요.</translation>
  </message>
  <message id="make.preset.qwen3-4b">
   <source>Qwen3 4B</source>
   <translation>Qwen3 4B</translation>
  </message>
  <message id="make.preset.qwen3-4b.about">
   <source>QLoRA on one graphics card with about 6 GB.</source>
   <translation>그래픽 카드 한 장(메모리 약 6GB)으로 QLoRA 학습을 해요.</translation>
  </message>
  <message id="make.preset.qwen2.5-7b">
   <source>Qwen2.5 7B</source>
   <translation>Qwen2.5 7B</translation>
  </message>
  <message id="make.preset.qwen2.5-7b.about">
   <source>QLoRA on one graphics card with about 8 GB.</source>
   <translation>그래픽 카드 한 장(메모리 약 8GB)으로 QLoRA 학습을 해요.</translation>
  </message>
  <message id="make.preset.exaone-3.5">
   <source>EXAONE 3.5 7.8B</source>
   <translation>EXAONE 3.5 7.8B</translation>
  </message>
  <message id="make.preset.exaone-3.5.about">
   <source>A base that is strong in Korean; QLoRA on one graphics card.</source>
   <translation>한국어에 강한 모델을 그래픽 카드 한 장으로 QLoRA 학습해요.</translation>
  </message>
  <message id="make.preset.llama-2-ko">
   <source>Llama 2 ko 7B</source>
   <translation>Llama 2 ko 7B</translation>
  </message>
  <message id="make.preset.llama-2-ko.about">
   <source>A Korean Llama 2; QLoRA on one graphics card.</source>
   <translation>한국어 Llama 2를 그래픽 카드 한 장으로 QLoRA 학습해요.</translation>
  </message>
  <message id="make.preset.exagirl">
   <source>As EXAGIRL</source>
   <translation>EXAGIRL 방식</translation>
  </message>
  <message id="make.preset.exagirl.about">
   <source>890 dialogues by GPT-4o; her manner first, then herself.</source>
   <translation>GPT-4o가 쓴 대화 890개로, 말투를 먼저 배우고 캐릭터를 배워요.</translation>
  </message>
  <message id="make.preset.megumin">
   <source>As Megumin Persona</source>
   <translation>메구밍 방식</translation>
  </message>
  <message id="make.preset.megumin.about">
   <source>Novels and questions with answers in her voice.</source>
   <translation>소설과 질문·대답으로 그 목소리를 배워요.</translation>
  </message>
  <message id="make.preset.fairy-tale">
   <source>As the fairy tales</source>
   <translation>동화 방식</translation>
  </message>
  <message id="make.preset.fairy-tale.about">
   <source>From her profile to scenes to dialogues, written by EXAONE 3.5, learned by Qwen3 4B.</source>
   <translation>소개에서 장면을, 장면에서 대화를 EXAONE 3.5가 써 주고 Qwen3 4B가 배워요.</translation>
  </message>
  <message id="make.preset.bloodtype">
   <source>As the blood types</source>
   <translation>혈액형 방식</translation>
  </message>
  <message id="make.preset.bloodtype.about">
   <source>One 4-bit base and four small adapters that are swapped on it.</source>
   <translation>4비트 모델 하나에 작은 어댑터 네 개를 갈아 끼워요.</translation>
  </message>
  <message id="make.preset.ldcc">
   <source>As the scripts by emotion</source>
   <translation>감정 대본 방식</translation>
  </message>
  <message id="make.preset.ldcc.about">
   <source>Lines with words of feeling teach her to write scripts; with preference training.</source>
   <translation>감정 낱말이 든 대사로 대본 쓰는 법을 배우고, 선호 학습까지 해요.</translation>
  </message>
  <message id="make.plan">
   <source>What it takes</source>
   <translation>필요한 것</translation>
  </message>
  <message id="make.plan.reading">
   <source>Working out what it takes …</source>
   <translation>얼마나 걸릴지 알아보는 중…</translation>
  </message>
  <message id="make.plan.time">
   <source>about {time}</source>
   <translation>약 {time}</translation>
  </message>
  <message id="make.plan.memory">
   <source>{size} of memory</source>
   <translation>메모리 {size}</translation>
  </message>
  <message id="make.plan.disk">
   <source>{size} of disk ({free} free)</source>
   <translation>디스크 {size} (남은 공간 {free})</translation>
  </message>
  <message id="make.plan.full">
   <source>The disk has not enough room.</source>
   <translation>디스크에 자리가 모자라요.</translation>
  </message>
  <message id="make.plan.ready">
   <source>Nothing stands in the way.</source>
   <translation>바로 시작할 수 있어요.</translation>
  </message>
  <message id="make.plan.time.least">
   <source>at least {time}</source>
   <translation>적어도 {time}</translation>
  </message>
  <message id="make.more">
   <source>More settings</source>
   <translation>설정 더 보기</translation>
  </message>
  <message id="make.teacher">
   <source>A server that writes conversations for her</source>
   <translation>대화를 써 줄 서버</translation>
  </message>
  <message id="make.teacher.hint">
   <source>Any that speaks OpenAI's protocol, such as Ollama. Empty: only your own lines are used.</source>
   <translation>Ollama처럼 OpenAI 방식으로 말하는 서버면 돼요. 비워 두면 직접 적은 글만 써요.</translation>
  </message>
  <message id="make.teacher.example">
   <source>http://127.0.0.1:11434/v1</source>
   <translation>http://127.0.0.1:11434/v1</translation>
  </message>
  <message id="make.teacher_model">
   <source>The model's name there</source>
   <translation>거기서 쓰는 모델 이름</translation>
  </message>
  <message id="make.teacher_model.hint">
   <source />
   <translation />
  </message>
  <message id="make.teacher_model.example">
   <source>exaone3.5:7.8b</source>
   <translation>exaone3.5:7.8b</translation>
  </message>
  <message id="make.base">
   <source>Another base</source>
   <translation>다른 바탕 모델</translation>
  </message>
  <message id="make.base.hint">
   <source>A folder with a Hugging Face model, or its id on the hub. Its licence counts for her too.</source>
   <translation>Hugging Face 모델 폴더나 허브의 이름이에요. 그 라이선스가 캐릭터에게도 적용돼요.</translation>
  </message>
  <message id="make.base.example">
   <source>Qwen/Qwen3-4B-Instruct-2507</source>
   <translation>Qwen/Qwen3-4B-Instruct-2507</translation>
  </message>
  <message id="make.settings">
   <source>Settings of the recipe</source>
   <translation>레시피 설정</translation>
  </message>
  <message id="make.settings.hint">
   <source>key=value, one a line; docs/recipe.md explains them.</source>
   <translation>한 줄에 하나씩 이름=값으로 적어요. docs/recipe.md에 설명이 있어요.</translation>
  </message>
  <message id="make.settings.example">
   <source>train.stages.0.epochs=4
data.variations=12</source>
   <translation>train.stages.0.epochs=4
data.variations=12</translation>
  </message>
  <message id="make.go">
   <source>Make her</source>
   <translation>만들기 시작</translation>
  </message>
  <message id="make.stage.collect">
   <source>Reading the texts</source>
   <translation>글 읽기</translation>
  </message>
  <message id="make.stage.clean">
   <source>Cleaning them</source>
   <translation>글 다듬기</translation>
  </message>
  <message id="make.stage.scenes">
   <source>Thinking up scenes</source>
   <translation>장면 생각하기</translation>
  </message>
  <message id="make.stage.dialogues">
   <source>Writing conversations</source>
   <translation>대화 쓰기</translation>
  </message>
  <message id="make.stage.prepare">
   <source>Sorting what she learns</source>
   <translation>배울 것 고르기</translation>
  </message>
  <message id="make.stage.preferences">
   <source>Pairs of good and bad answers</source>
   <translation>좋은 대답과 나쁜 대답 짝짓기</translation>
  </message>
  <message id="make.stage.check">
   <source>Is there enough, and is it good?</source>
   <translation>충분하고 괜찮은지 보기</translation>
  </message>
  <message id="make.stage.train">
   <source>Training</source>
   <translation>학습</translation>
  </message>
  <message id="make.stage.dpo">
   <source>Training on preferences</source>
   <translation>선호 학습</translation>
  </message>
  <message id="make.stage.merge">
   <source>Putting the model together</source>
   <translation>모델 합치기</translation>
  </message>
  <message id="make.stage.convert">
   <source>Writing it for the app</source>
   <translation>앱에서 쓸 수 있게 바꾸기</translation>
  </message>
  <message id="make.stage.quantize">
   <source>Making it small</source>
   <translation>작게 줄이기</translation>
  </message>
  <message id="make.stage.verify">
   <source>Proving that nothing got lost</source>
   <translation>잃은 것이 없는지 확인하기</translation>
  </message>
  <message id="make.stage.evaluate">
   <source>Writing her report card</source>
   <translation>성적표 쓰기</translation>
  </message>
  <message id="make.stage.register">
   <source>Into the menu</source>
   <translation>메뉴에 넣기</translation>
  </message>
  <message id="make.condition.waits">
   <source>still to come</source>
   <translation>아직이에요</translation>
  </message>
  <message id="make.condition.running">
   <source>at work</source>
   <translation>하는 중</translation>
  </message>
  <message id="make.condition.done">
   <source>done</source>
   <translation>끝났어요</translation>
  </message>
  <message id="make.condition.skipped">
   <source>not needed, or done before</source>
   <translation>필요 없거나 이미 했어요</translation>
  </message>
  <message id="make.condition.failed">
   <source>failed</source>
   <translation>실패했어요</translation>
  </message>
  <message id="make.run.bar">
   <source>How far she is</source>
   <translation>진행 상황</translation>
  </message>
  <message id="make.run.begins">
   <source>Looking whether anything stands in the way</source>
   <translation>시작할 수 있는지 살펴보는 중</translation>
  </message>
  <message id="make.run.count">
   <source>{done} of {total}</source>
   <translation>{total} 중 {done}</translation>
  </message>
  <message id="make.run.stage">
   <source>step {number} of {of}</source>
   <translation>{of}단계 중 {number}단계</translation>
  </message>
  <message id="make.run.left">
   <source>about {time} left</source>
   <translation>약 {time} 남았어요</translation>
  </message>
  <message id="make.run.tip">
   <source>You may close this window and go on talking; she is made in the background. If you quit the program, it goes on from here the next time.</source>
   <translation>창을 닫고 계속 이야기해도 돼요. 뒤에서 계속 만들어요. 프로그램을 끝내면 다음에 이어서 할 수 있어요.</translation>
  </message>
  <message id="make.run.idle">
   <source>Not begun</source>
   <translation>아직 시작하지 않았어요</translation>
  </message>
  <message id="make.run.stopped">
   <source>Stopped. What is done is kept.</source>
   <translation>멈췄어요. 해 놓은 것은 그대로 있어요.</translation>
  </message>
  <message id="make.run.failed">
   <source>It stopped on the way</source>
   <translation>도중에 멈췄어요</translation>
  </message>
  <message id="make.run.finished">
   <source>Done! Read her report card before she enters the menu.</source>
   <translation>다 됐어요! 메뉴에 넣기 전에 성적표를 읽어 보세요.</translation>
  </message>
  <message id="make.run.stages">
   <source>Steps</source>
   <translation>단계</translation>
  </message>
  <message id="make.run.loss">
   <source>How well she knows her lines (lower is better)</source>
   <translation>대사를 얼마나 익혔는지 (낮을수록 좋아요)</translation>
  </message>
  <message id="make.run.loss.now">
   <source>{loss} at step {step}</source>
   <translation>학습 {step}회째: {loss}</translation>
  </message>
  <message id="make.run.loss.dots">
   <source>dots: on lines that she does not learn</source>
   <translation>점: 배우지 않는 대사로 잰 값</translation>
  </message>
  <message id="make.run.samples">
   <source>She learns from lines like these</source>
   <translation>이런 말로 배워요</translation>
  </message>
  <message id="make.run.log">
   <source>What was said on the way</source>
   <translation>진행 기록</translation>
  </message>
  <message id="make.later">
   <source>Go on in the background</source>
   <translation>뒤에서 계속하기</translation>
  </message>
  <message id="make.stop">
   <source>Stop</source>
   <translation>멈추기</translation>
  </message>
  <message id="make.go_on">
   <source>Go on</source>
   <translation>이어서 하기</translation>
  </message>
  <message id="make.read">
   <source>Read her report card</source>
   <translation>성적표 보기</translation>
  </message>
  <message id="make.report.passed">
   <source>{name} has passed everything.</source>
   <translation>{name}: 모두 합격이에요.</translation>
  </message>
  <message id="make.report.failed">
   <source>{name} is not good enough yet: {count} of her figures are below the mark.</source>
   <translation>{name}: 아직 모자라요. {count}가지가 기준보다 낮아요.</translation>
  </message>
  <message id="make.report.about">
   <source>{answers} answers were judged. Base: {base}. Her model: {size}.</source>
   <translation>대답 {answers}개를 살펴봤어요. 바탕: {base}. 모델 크기: {size}.</translation>
  </message>
  <message id="make.report.figures">
   <source>Figures</source>
   <translation>점수</translation>
  </message>
  <message id="make.report.least">
   <source>at least {limit}</source>
   <translation>{limit} 이상</translation>
  </message>
  <message id="make.report.most">
   <source>at most {limit}</source>
   <translation>{limit} 이하</translation>
  </message>
  <message id="make.report.mend">
   <source>{name}: what helps</source>
   <translation>{name}: 이렇게 해 보세요</translation>
  </message>
  <message id="make.report.samples">
   <source>What she says</source>
   <translation>이렇게 말해요</translation>
  </message>
  <message id="make.report.open">
   <source>Whole report …</source>
   <translation>성적표 전체…</translation>
  </message>
  <message id="make.report.change">
   <source>Open her folder</source>
   <translation>폴더 열기</translation>
  </message>
  <message id="make.gate.json_valid">
   <source>answers in the right form</source>
   <translation>대답 형식이 맞아요</translation>
  </message>
  <message id="make.gate.json_valid_free">
   <source>the same, without help</source>
   <translation>도움 없이도 형식이 맞아요</translation>
  </message>
  <message id="make.gate.emotion">
   <source>her face suits what was said</source>
   <translation>표정이 말에 어울려요</translation>
  </message>
  <message id="make.gate.style">
   <source>speaks in her manner</source>
   <translation>자기 말투로 말해요</translation>
  </message>
  <message id="make.gate.identity">
   <source>knows who she is</source>
   <translation>자기가 누구인지 알아요</translation>
  </message>
  <message id="make.gate.leak">
   <source>names another model or maker</source>
   <translation>다른 모델이나 회사를 말해요</translation>
  </message>
  <message id="make.gate.language">
   <source>answers in your language</source>
   <translation>물어본 언어로 대답해요</translation>
  </message>
  <message id="make.gate.stop">
   <source>comes to an end</source>
   <translation>말을 끝맺어요</translation>
  </message>
  <message id="make.gate.quant_drop">
   <source>lost by making it small</source>
   <translation>줄이면서 잃은 것</translation>
  </message>
  <message id="make.mend.emotion">
   <source>Add examples in which something sad, funny or frightening is said, with her feeling before the answer; or train longer (train.stages.0.epochs).</source>
   <translation>슬프거나 웃기거나 무서운 말에 어떤 감정으로 대답하는지 예를 더 적거나, 더 오래 학습해 보세요 (train.stages.0.epochs).</translation>
  </message>
  <message id="make.mend.identity">
   <source>Add examples of "who are you?" in several ways, or train longer.</source>
   <translation>“넌 누구야?” 같은 물음의 예를 여러 가지로 적거나, 더 오래 학습해 보세요.</translation>
  </message>
  <message id="make.mend.style">
   <source>Add examples in her manner, and take out texts in which she talks otherwise.</source>
   <translation>자기 말투로 된 예를 더 적고, 말투가 다른 글은 빼 보세요.</translation>
  </message>
  <message id="make.mend.json_valid_free">
   <source>Train longer (train.stages.0.epochs).</source>
   <translation>더 오래 학습해 보세요 (train.stages.0.epochs).</translation>
  </message>
  <message id="make.mend.stop">
   <source>Train longer (train.stages.0.epochs).</source>
   <translation>더 오래 학습해 보세요 (train.stages.0.epochs).</translation>
  </message>
  <message id="make.mend.language">
   <source>Add examples in the language that she speaks.</source>
   <translation>쓰는 말로 된 예를 더 적어 보세요.</translation>
  </message>
  <message id="make.mend.leak">
   <source>Add examples of "who made you?".</source>
   <translation>“누가 만들었어?” 같은 물음의 예를 적어 보세요.</translation>
  </message>
  <message id="make.mend.quant_drop">
   <source>Make it less small: deploy=q8_0 in the settings.</source>
   <translation>설정에서 deploy=q8_0으로 덜 줄여 보세요.</translation>
  </message>
  <message id="make.promote">
   <source>Bring her into the menu</source>
   <translation>메뉴에 넣기</translation>
  </message>
  <message id="make.promote.anyway">
   <source>Bring her in anyway</source>
   <translation>그래도 메뉴에 넣기</translation>
  </message>
  <message id="make.promoted">
   <source>{name} stands in the menu!</source>
   <translation>{name}: 이제 메뉴에 있어요!</translation>
  </message>
  <message id="make.error.base-offline">
   <source>The base is not on this computer, and Companion is offline.</source>
   <translation>바탕 모델이 이 컴퓨터에 없고, 지금은 오프라인이에요.</translation>
  </message>
  <message id="make.error.base-offline.hint">
   <source>Allow downloads in the settings, or choose “Small and quick”.</source>
   <translation>설정에서 내려받기를 허락하거나 ‘작고 빠르게’를 골라 주세요.</translation>
  </message>
  <message id="make.error.teacher-model-missing">
   <source>The recipe wants a model that writes conversations, and none is named.</source>
   <translation>이 방법에는 대화를 써 줄 모델이 필요한데 정해지지 않았어요.</translation>
  </message>
  <message id="make.error.teacher-model-missing.hint">
   <source>Name a server and its model under “More settings”.</source>
   <translation>‘설정 더 보기’에서 서버와 모델 이름을 적어 주세요.</translation>
  </message>
  <message id="make.error.name-invalid">
   <source>That can't be a name.</source>
   <translation>그 이름은 쓸 수 없어요.</translation>
  </message>
  <message id="make.error.name-invalid.hint">
   <source>At most 60 characters, none of " \ | # &lt; &gt; or brackets.</source>
   <translation>60자까지, " \ | # &lt; &gt; 와 괄호 없이 적어 주세요.</translation>
  </message>
  <message id="make.error.source-missing">
   <source>A file that was added is not there any more.</source>
   <translation>더한 파일이 이제 그 자리에 없어요.</translation>
  </message>
  <message id="make.error.source-missing.hint">
   <source>Go back and choose it again.</source>
   <translation>뒤로 가서 다시 골라 주세요.</translation>
  </message>
  <message id="make.error.memory">
   <source>There is not enough memory.</source>
   <translation>메모리가 모자라요.</translation>
  </message>
  <message id="make.error.memory.hint">
   <source>Choose a smaller base, or close other programs.</source>
   <translation>더 작은 바탕 모델을 고르거나 다른 프로그램을 닫아 주세요.</translation>
  </message>
  <message id="make.talk">
   <source>Talk to {name} now</source>
   <translation>{name} 불러서 이야기하기</translation>
  </message>
  <message id="page.models_page">
   <source>Models …</source>
   <translation>모델 관리…</translation>
  </message>
  <message id="models.title">
   <source>Models</source>
   <translation>모델 관리</translation>
  </message>
  <message id="models.reading">
   <source>Looking at what is here …</source>
   <translation>무엇이 있는지 보고 있어요…</translation>
  </message>
  <message id="models.machine">
   <source>This computer: {memory} GB of memory, {cores} cores, {free} free on the disk.</source>
   <translation>이 컴퓨터: 메모리 {memory} GB, 코어 {cores}개, 디스크 {free} 남음</translation>
  </message>
  <message id="models.folder">
   <source>Open the folder</source>
   <translation>폴더 열기</translation>
  </message>
  <message id="models.kind.brain">
   <source>Brain</source>
   <translation>두뇌</translation>
  </message>
  <message id="models.kind.ears">
   <source>Ears</source>
   <translation>귀</translation>
  </message>
  <message id="models.kind.voice">
   <source>Voice</source>
   <translation>목소리</translation>
  </message>
  <message id="models.kind.brain.tip">
   <source>What she thinks with</source>
   <translation>무엇으로 생각할지</translation>
  </message>
  <message id="models.kind.ears.tip">
   <source>How she hears you</source>
   <translation>무엇으로 들을지</translation>
  </message>
  <message id="models.kind.voice.tip">
   <source>How she speaks</source>
   <translation>무엇으로 말할지</translation>
  </message>
  <message id="models.language.ko">
   <source>Korean</source>
   <translation>한국어</translation>
  </message>
  <message id="models.language.en">
   <source>English</source>
   <translation>영어</translation>
  </message>
  <message id="models.about">
   <source>about {size}</source>
   <translation>약 {size}</translation>
  </message>
  <message id="models.memory">
   <source>{size} of memory</source>
   <translation>메모리 {size}</translation>
  </message>
  <message id="models.non_commercial">
   <source>no commercial use</source>
   <translation>상업적 이용 불가</translation>
  </message>
  <message id="models.in_use">
   <source>In use</source>
   <translation>쓰는 중</translation>
  </message>
  <message id="models.advised">
   <source>Recommended here</source>
   <translation>이 컴퓨터에 추천</translation>
  </message>
  <message id="models.here">
   <source>On this computer</source>
   <translation>받아 놓음</translation>
  </message>
  <message id="models.no_engine">
   <source>Not in this version</source>
   <translation>이 버전에는 없음</translation>
  </message>
  <message id="models.fit.well">
   <source>Runs well</source>
   <translation>잘 돌아가요</translation>
  </message>
  <message id="models.fit.enough">
   <source>Runs</source>
   <translation>돌아가요</translation>
  </message>
  <message id="models.fit.slow">
   <source>Slow here</source>
   <translation>느려요</translation>
  </message>
  <message id="models.fit.no">
   <source>Too large</source>
   <translation>너무 커요</translation>
  </message>
  <message id="models.used_by">
   <source>Asked for by {names}</source>
   <translation>이 모델을 고른 캐릭터: {names}</translation>
  </message>
  <message id="models.own_in_use">
   <source>In use now: {name}, a model of your own.</source>
   <translation>지금은 직접 넣은 모델을 쓰고 있어요: {name}</translation>
  </message>
  <message id="models.built_in.brain">
   <source>Starter brain</source>
   <translation>시작용 두뇌</translation>
  </message>
  <message id="models.built_in.ears">
   <source>Starter ears</source>
   <translation>시작용 귀</translation>
  </message>
  <message id="models.built_in.voice">
   <source>The voice that each character chooses</source>
   <translation>캐릭터가 고른 목소리</translation>
  </message>
  <message id="models.built_in.brain.note">
   <source>Comes with the program. Tiny: everyday small talk only, but it works on any computer.</source>
   <translation>프로그램에 들어 있어요. 아주 작아서 가벼운 이야기만 하지만 어떤 컴퓨터에서도 돌아가요.</translation>
  </message>
  <message id="models.built_in.ears.note">
   <source>Come with the program. They know about a thousand everyday sentences, no free speech.</source>
   <translation>프로그램에 들어 있어요. 일상 문장 천 개쯤을 알아듣고, 그 밖의 말은 되물어요.</translation>
  </message>
  <message id="models.built_in.voice.note">
   <source>Usually eSpeak NG, which comes with the program: clear, robotic, Korean and English.</source>
   <translation>보통은 함께 들어 있는 eSpeak NG예요. 또렷하지만 로봇 같고, 한국어와 영어를 말해요.</translation>
  </message>
  <message id="models.use">
   <source>Use it</source>
   <translation>이걸로 쓰기</translation>
  </message>
  <message id="models.get">
   <source>Download ({size})</source>
   <translation>받기 ({size})</translation>
  </message>
  <message id="models.go_on">
   <source>Go on ({done} of {size})</source>
   <translation>이어서 받기 ({size} 중 {done})</translation>
  </message>
  <message id="models.discard">
   <source>Delete the part</source>
   <translation>받은 만큼 지우기</translation>
  </message>
  <message id="models.verify">
   <source>Check the files</source>
   <translation>파일 확인</translation>
  </message>
  <message id="models.delete">
   <source>Delete</source>
   <translation>지우기</translation>
  </message>
  <message id="models.mend">
   <source>Download again what is wrong</source>
   <translation>잘못된 것만 다시 받기</translation>
  </message>
  <message id="models.working">
   <source>A moment …</source>
   <translation>잠시만요…</translation>
  </message>
  <message id="models.progress">
   <source>Download of {name}</source>
   <translation>{name} 받기</translation>
  </message>
  <message id="models.pause">
   <source>Pause</source>
   <translation>잠시 멈춤</translation>
  </message>
  <message id="models.cancel">
   <source>Cancel</source>
   <translation>그만두기</translation>
  </message>
  <message id="models.agree">
   <source>Agree and download {size}</source>
   <translation>동의하고 받기 ({size})</translation>
  </message>
  <message id="models.not_now">
   <source>Not now</source>
   <translation>나중에</translation>
  </message>
  <message id="models.read_licence">
   <source>Read the licence</source>
   <translation>라이선스 읽기</translation>
  </message>
  <message id="models.licence">
   <source>Licence: {name}. Commercial use is allowed. {terms}</source>
   <translation>라이선스: {name}. 상업적으로 써도 돼요. {terms}</translation>
  </message>
  <message id="models.licence.nc">
   <source>Licence: {name}. Commercial use is NOT allowed. {terms}</source>
   <translation>라이선스: {name}. 상업적으로는 쓸 수 없어요. {terms}</translation>
  </message>
  <message id="models.from">
   <source>From {hub}: {size}. Afterwards {room} stay free on the disk.</source>
   <translation>{hub}에서 {size} 받아요. 받고 나면 디스크에 {room} 남아요.</translation>
  </message>
  <message id="models.pinned">
   <source>Every file is compared with a fingerprint that this program knows.</source>
   <translation>모든 파일을 프로그램이 아는 지문과 비교해요.</translation>
  </message>
  <message id="models.unpinned">
   <source>For this model no fingerprint is known beforehand. What comes first is remembered, and anything else later is refused.</source>
   <translation>이 모델은 미리 알려진 지문이 없어요. 처음 받은 것을 기억했다가 다음에 다르면 받지 않아요.</translation>
  </message>
  <message id="models.offline">
   <source>Companion is offline, and stays so. For this one download a separate program connects to {hub} and ends with it. Nothing about you or your conversations is sent. (To allow the network always: Settings, or `offline: false` in conf.yaml.)</source>
   <translation>컴패니언은 지금도 앞으로도 오프라인이에요. 이번 한 번만 따로 뜨는 프로그램이 {hub}에 연결해서 받고 끝나요. 나에 대한 것이나 대화는 아무것도 보내지 않아요. (늘 허락하려면 설정에서, 또는 conf.yaml에 offline: false)</translation>
  </message>
  <message id="models.not_chatml">
   <source>Its turns are written in another form than this program's: she will be clumsy with it.</source>
   <translation>대화 형식이 이 프로그램과 달라서 대답이 서툴러요.</translation>
  </message>
  <message id="models.warn.slow">
   <source>On this computer she will take long to answer with it.</source>
   <translation>이 컴퓨터에서는 대답이 오래 걸려요.</translation>
  </message>
  <message id="models.warn.no">
   <source>It needs more memory than this computer has. It will hardly run.</source>
   <translation>이 컴퓨터의 메모리보다 커서 돌아가기 어려워요.</translation>
  </message>
  <message id="models.no_room">
   <source>The disk has no room for it. Free some space first.</source>
   <translation>디스크에 자리가 모자라요. 먼저 자리를 비워 주세요.</translation>
  </message>
  <message id="models.ask_delete">
   <source>Delete {name}? That frees {size}. It can be downloaded again.</source>
   <translation>{name}: 지울까요? {size}가 비워져요. 언제든 다시 받을 수 있어요.</translation>
  </message>
  <message id="models.ask_delete_used">
   <source>{name} is in use. Without it she falls silent until you choose another. Delete it all the same? That frees {size}.</source>
   <translation>{name}: 지금 쓰고 있어요. 지우면 다른 모델을 고를 때까지 조용해져요. 그래도 지울까요? {size}가 비워져요.</translation>
  </message>
  <message id="models.really_delete">
   <source>Delete it</source>
   <translation>지우기</translation>
  </message>
  <message id="models.keep">
   <source>Keep it</source>
   <translation>그대로 두기</translation>
  </message>
  <message id="models.stage.connecting">
   <source>Connecting …</source>
   <translation>연결하는 중…</translation>
  </message>
  <message id="models.stage.waiting">
   <source>The connection broke off; trying again …</source>
   <translation>연결이 끊겨서 다시 해 보는 중…</translation>
  </message>
  <message id="models.stage.checking">
   <source>Checking the files …</source>
   <translation>파일을 확인하는 중…</translation>
  </message>
  <message id="models.stage.done">
   <source>Nearly there …</source>
   <translation>거의 다 됐어요…</translation>
  </message>
  <message id="models.stage.stopping">
   <source>Stopping …</source>
   <translation>멈추는 중…</translation>
  </message>
  <message id="models.of">
   <source>{done} of {total}</source>
   <translation>{total} 중 {done}</translation>
  </message>
  <message id="models.rate">
   <source>{rate}/s</source>
   <translation>초당 {rate}</translation>
  </message>
  <message id="models.left">
   <source>{time} left</source>
   <translation>{time} 남음</translation>
  </message>
  <message id="models.seconds">
   <source>{count} s</source>
   <translation>{count}초</translation>
  </message>
  <message id="models.minutes">
   <source>{count} min</source>
   <translation>{count}분</translation>
  </message>
  <message id="models.hours">
   <source>{count} h</source>
   <translation>{count}시간</translation>
  </message>
  <message id="models.said.arrived">
   <source>It is here and in order. Press “Use it”, and she thinks, hears or speaks with it.</source>
   <translation>다 받았고 이상 없어요. ‘이걸로 쓰기’를 누르면 이 모델을 써요.</translation>
  </message>
  <message id="models.said.used">
   <source>She uses it now.</source>
   <translation>이제 이 모델을 써요.</translation>
  </message>
  <message id="models.said.used_later">
   <source>It is written into your settings. She uses it from the next start.</source>
   <translation>설정에 적었어요. 다음에 시작할 때부터 써요.</translation>
  </message>
  <message id="models.said.in_order">
   <source>In order: {count} files checked.</source>
   <translation>이상 없어요. 파일 {count}개를 확인했어요.</translation>
  </message>
  <message id="models.said.wrong">
   <source>Damaged: {files}.</source>
   <translation>잘못된 파일: {files}</translation>
  </message>
  <message id="models.said.deleted">
   <source>Deleted. {size} are free again.</source>
   <translation>지웠어요. {size}가 비워졌어요.</translation>
  </message>
  <message id="models.foot">
   <source>Nothing is downloaded unless you ask for it. Sizes and licences come from the catalogue that ships with the program.</source>
   <translation>시키지 않으면 아무것도 받지 않아요. 크기와 라이선스는 프로그램에 들어 있는 목록을 따랐어요.</translation>
  </message>
  <message id="models.foot.voice">
   <source>Nothing is downloaded unless you ask for it. No neural voice for Korean can be used yet; the built-in eSpeak NG speaks it.</source>
   <translation>내려받을 수 있는 한국어 목소리는 아직 없어요. 그때까지는 내장 목소리(eSpeak NG)가 한국어를 말해요. 시키지 않으면 아무것도 받지 않아요.</translation>
  </message>
  <message id="set.character">
   <source>Who greets you</source>
   <translation>처음 나오는 캐릭터</translation>
  </message>
  <message id="set.character.help">
   <source>The character on your desktop when the program starts.</source>
   <translation>프로그램을 켜면 바탕화면에 나오는 캐릭터예요.</translation>
  </message>
  <message id="set.language">
   <source>Language of the windows</source>
   <translation>화면 언어</translation>
  </message>
  <message id="set.language.help">
   <source>She herself speaks the languages of her character.</source>
   <translation>창과 메뉴의 언어예요. 캐릭터는 자기 언어로 말해요.</translation>
  </message>
  <message id="set.language.auto">
   <source>As the system</source>
   <translation>시스템과 같게</translation>
  </message>
  <message id="set.language.ko">
   <source>한국어</source>
   <translation>한국어</translation>
  </message>
  <message id="set.language.en">
   <source>English</source>
   <translation>English</translation>
  </message>
  <message id="set.offline">
   <source>Stay offline</source>
   <translation>오프라인으로 지내기</translation>
  </message>
  <message id="set.offline.help">
   <source>Refuses every connection to another computer. Everything built in works without one.</source>
   <translation>다른 컴퓨터에는 전혀 연결하지 않아요. 들어 있는 것은 모두 연결 없이 움직여요.</translation>
  </message>
  <message id="set.microphone.device">
   <source>Microphone</source>
   <translation>마이크</translation>
  </message>
  <message id="set.microphone.device.help">
   <source>What is plugged in while this page is open appears by itself.</source>
   <translation>이 화면이 열려 있는 동안 꽂은 장치도 저절로 나타나요.</translation>
  </message>
  <message id="set.microphone.mode">
   <source>When she listens</source>
   <translation>언제 들을까요</translation>
  </message>
  <message id="set.microphone.mode.help">
   <source>Always: just talk. With a key: only while you hold the button or the space bar.</source>
   <translation>항상: 그냥 말하면 돼요. 누를 때만: 버튼이나 스페이스를 누르는 동안만 들어요.</translation>
  </message>
  <message id="set.microphone.mode.open">
   <source>Always</source>
   <translation>항상</translation>
  </message>
  <message id="set.microphone.mode.push_to_talk">
   <source>While I hold a key</source>
   <translation>누르고 있을 때만</translation>
  </message>
  <message id="set.microphone.mode.off">
   <source>Never</source>
   <translation>듣지 않기</translation>
  </message>
  <message id="set.microphone.echo">
   <source>Her voice in the microphone</source>
   <translation>마이크에 들어간 캐릭터 목소리</translation>
  </message>
  <message id="set.microphone.echo.help">
   <source>How her own voice is kept from being taken for yours.</source>
   <translation>캐릭터의 목소리를 내 목소리로 잘못 듣지 않게 하는 방법이에요.</translation>
  </message>
  <message id="set.microphone.echo.auto">
   <source>Cancel it</source>
   <translation>없애기</translation>
  </message>
  <message id="set.microphone.echo.half_duplex">
   <source>Don't listen while she speaks</source>
   <translation>말하는 동안 듣지 않기</translation>
  </message>
  <message id="set.microphone.echo.headset">
   <source>I wear a headset</source>
   <translation>헤드셋을 써요</translation>
  </message>
  <message id="set.microphone.speech_threshold">
   <source>How sure that it is speech</source>
   <translation>말소리로 보는 기준</translation>
  </message>
  <message id="set.microphone.speech_threshold.help">
   <source>Higher: noise is ignored more often. Lower: soft voices are heard more often.</source>
   <translation>높으면 소음을 잘 걸러요. 낮으면 작은 목소리도 잘 들어요.</translation>
  </message>
  <message id="set.microphone.hold_complete_ms">
   <source>Silence after a finished sentence</source>
   <translation>말이 끝났을 때 기다림</translation>
  </message>
  <message id="set.microphone.hold_complete_ms.help">
   <source>How long she waits before she answers a sentence that sounds finished.</source>
   <translation>다 말한 것 같을 때, 대답하기 전에 기다리는 시간이에요.</translation>
  </message>
  <message id="set.microphone.hold_unsure_ms">
   <source>Silence when it is unclear</source>
   <translation>애매할 때 기다림</translation>
  </message>
  <message id="set.microphone.hold_unsure_ms.help">
   <source>How long she waits when you might not be finished.</source>
   <translation>끝났는지 잘 모를 때 기다리는 시간이에요.</translation>
  </message>
  <message id="set.microphone.hold_unfinished_ms">
   <source>Silence in mid-sentence</source>
   <translation>말하는 중간에 기다림</translation>
  </message>
  <message id="set.microphone.hold_unfinished_ms.help">
   <source>How long she waits when you clearly have more to say. Longer: you can think in peace.</source>
   <translation>할 말이 더 있어 보일 때 기다리는 시간이에요. 길면 천천히 생각하며 말할 수 있어요.</translation>
  </message>
  <message id="set.microphone.pre_roll_ms">
   <source>Sound kept from before</source>
   <translation>말 앞부분 남기기</translation>
  </message>
  <message id="set.microphone.pre_roll_ms.help">
   <source>So that the first syllable is not cut off.</source>
   <translation>첫소리가 잘리지 않게, 말이 시작되기 전 소리도 조금 남겨요.</translation>
  </message>
  <message id="set.microphone.min_speech_ms">
   <source>Shortest speech</source>
   <translation>가장 짧은 말</translation>
  </message>
  <message id="set.microphone.min_speech_ms.help">
   <source>Shorter bursts of sound are taken for noise.</source>
   <translation>이보다 짧은 소리는 소음으로 봐요.</translation>
  </message>
  <message id="set.speaker.device">
   <source>Speaker</source>
   <translation>스피커</translation>
  </message>
  <message id="set.speaker.device.help">
   <source>Where her voice comes from.</source>
   <translation>목소리가 나오는 곳이에요.</translation>
  </message>
  <message id="set.speaker.volume">
   <source>Volume</source>
   <translation>소리 크기</translation>
  </message>
  <message id="set.speaker.volume.help">
   <source>How loud she is, also while she speaks.</source>
   <translation>말하는 도중에도 바로 바뀌어요.</translation>
  </message>
  <message id="set.speaker.voice_on">
   <source>Speak aloud</source>
   <translation>소리 내어 말하기</translation>
  </message>
  <message id="set.speaker.voice_on.help">
   <source>Off: she answers in text only.</source>
   <translation>끄면 글로만 대답해요.</translation>
  </message>
  <message id="set.barge_in.enabled">
   <source>Interrupt her by speaking</source>
   <translation>말로 끼어들기</translation>
  </message>
  <message id="set.barge_in.enabled.help">
   <source>She becomes quiet when you speak over her. Off: she finishes first.</source>
   <translation>내가 말하면 하던 말을 멈춰요. 끄면 끝까지 말해요.</translation>
  </message>
  <message id="set.barge_in.confirm_ms">
   <source>Speech that stops her</source>
   <translation>멈추게 하는 말의 길이</translation>
  </message>
  <message id="set.barge_in.confirm_ms.help">
   <source>How long you must speak over her until she stops. She becomes quieter at once.</source>
   <translation>이만큼 겹쳐 말하면 멈춰요. 소리는 바로 작아져요.</translation>
  </message>
  <message id="set.barge_in.duck_db">
   <source>Quieter while unsure</source>
   <translation>확실하지 않을 때 줄이는 소리</translation>
  </message>
  <message id="set.barge_in.duck_db.help">
   <source>By how much her voice is lowered until it is clear whether you mean her.</source>
   <translation>나에게 하는 말인지 알 때까지 목소리를 이만큼 낮춰요.</translation>
  </message>
  <message id="set.barge_in.resume_ms">
   <source>Going on after a false alarm</source>
   <translation>다시 이어 말하기</translation>
  </message>
  <message id="set.barge_in.resume_ms.help">
   <source>After a cough or a door she goes on within this time.</source>
   <translation>기침이나 문소리였다면 이 시간 안에 이어서 말해요.</translation>
  </message>
  <message id="set.ears.engine">
   <source>Speech recognition</source>
   <translation>음성 인식</translation>
  </message>
  <message id="set.ears.engine.help">
   <source>What turns your words into text.</source>
   <translation>말을 글로 바꾸는 엔진이에요.</translation>
  </message>
  <message id="set.ears.model">
   <source>Ears model</source>
   <translation>귀 모델</translation>
  </message>
  <message id="set.ears.model.help">
   <source>Larger models understand more and take longer. Others can be downloaded under Models.</source>
   <translation>큰 모델은 더 잘 알아듣지만 느려요. 다른 모델은 모델 관리에서 받을 수 있어요.</translation>
  </message>
  <message id="set.ears.language">
   <source>Language you speak</source>
   <translation>내가 쓰는 언어</translation>
  </message>
  <message id="set.ears.language.help">
   <source>One language is understood better than a guess between two.</source>
   <translation>하나로 정하면 더 잘 알아들어요.</translation>
  </message>
  <message id="set.ears.language.character">
   <source>As the character</source>
   <translation>캐릭터를 따라서</translation>
  </message>
  <message id="set.ears.language.auto">
   <source>Recognize it each time</source>
   <translation>말할 때마다 알아내기</translation>
  </message>
  <message id="set.ears.language.ko">
   <source>Korean</source>
   <translation>한국어</translation>
  </message>
  <message id="set.ears.language.en">
   <source>English</source>
   <translation>영어</translation>
  </message>
  <message id="set.ears.compute_type">
   <source>Number format of the ears</source>
   <translation>귀의 계산 방식</translation>
  </message>
  <message id="set.ears.compute_type.help">
   <source>int8 suits processors, float16 graphics cards.</source>
   <translation>int8은 프로세서에, float16은 그래픽 카드에 맞아요.</translation>
  </message>
  <message id="set.ears.device">
   <source>Ears run on</source>
   <translation>귀를 돌리는 장치</translation>
  </message>
  <message id="set.ears.device.help">
   <source>The graphics card needs NVIDIA's CUDA libraries.</source>
   <translation>그래픽 카드에서 돌리려면 NVIDIA CUDA 라이브러리가 있어야 해요.</translation>
  </message>
  <message id="set.ears.device.cpu">
   <source>Processor</source>
   <translation>프로세서</translation>
  </message>
  <message id="set.ears.device.cuda">
   <source>Graphics card</source>
   <translation>그래픽 카드</translation>
  </message>
  <message id="set.ears.threads">
   <source>Processor threads of the ears</source>
   <translation>귀의 스레드 수</translation>
  </message>
  <message id="set.ears.threads.help">
   <source>More may be faster; she needs some to think, too.</source>
   <translation>늘리면 빨라질 수 있지만, 생각하는 데에도 조금 남겨 두세요.</translation>
  </message>
  <message id="set.ears.short_window">
   <source>Look at the words alone</source>
   <translation>말한 부분만 읽기</translation>
  </message>
  <message id="set.ears.short_window.help">
   <source>Reads only what you said instead of 30 seconds padded with silence: several times faster.</source>
   <translation>30초를 채우지 않고 말한 만큼만 읽어서 몇 배 빨라요.</translation>
  </message>
  <message id="set.brain.engine">
   <source>Where she thinks</source>
   <translation>생각하는 곳</translation>
  </message>
  <message id="set.brain.engine.help">
   <source>On this computer, or on a server that speaks the OpenAI protocol.</source>
   <translation>이 컴퓨터, 또는 OpenAI 방식의 서버예요.</translation>
  </message>
  <message id="set.brain.model">
   <source>Brain model</source>
   <translation>두뇌 모델</translation>
  </message>
  <message id="set.brain.model.help">
   <source>A GGUF file. Larger models talk better and take longer. Others can be downloaded under Models.</source>
   <translation>GGUF 파일이에요. 큰 모델은 말을 더 잘하지만 느려요. 모델 관리에서 받을 수 있어요.</translation>
  </message>
  <message id="set.brain.adapter">
   <source>Model adapter</source>
   <translation>모델 어댑터</translation>
  </message>
  <message id="set.brain.adapter.help">
   <source>A LoRA adapter (GGUF) that was trained for exactly this model. Usually none.</source>
   <translation>바로 이 모델에 맞춰 학습한 LoRA 어댑터(GGUF)예요. 보통은 비워 둬요.</translation>
  </message>
  <message id="set.brain.context">
   <source>Memory of one conversation</source>
   <translation>한 번에 보는 대화 길이</translation>
  </message>
  <message id="set.brain.context.help">
   <source>How many tokens she sees at once. More needs more memory.</source>
   <translation>토큰 수예요. 늘리면 메모리를 더 써요.</translation>
  </message>
  <message id="set.brain.threads">
   <source>Processor threads of the brain</source>
   <translation>두뇌의 스레드 수</translation>
  </message>
  <message id="set.brain.threads.help">
   <source>0 means: one less than the processor has cores.</source>
   <translation>0이면 프로세서 코어 수보다 하나 적게 써요.</translation>
  </message>
  <message id="set.brain.gpu_layers">
   <source>Layers on the graphics card</source>
   <translation>그래픽 카드에 올릴 층</translation>
  </message>
  <message id="set.brain.gpu_layers.help">
   <source>-1 means: as many as fit. 0: none.</source>
   <translation>-1이면 들어가는 만큼 모두, 0이면 올리지 않아요.</translation>
  </message>
  <message id="set.brain.batch">
   <source>Tokens read in one step</source>
   <translation>한 번에 읽는 토큰</translation>
  </message>
  <message id="set.brain.batch.help">
   <source>Larger steps read faster but can be stopped later.</source>
   <translation>크면 빨리 읽지만 멈추는 데 더 걸려요.</translation>
  </message>
  <message id="set.brain.reuse_prefix">
   <source>Keep what was read</source>
   <translation>읽은 것 기억하기</translation>
  </message>
  <message id="set.brain.reuse_prefix.help">
   <source>Off only to measure what it saves: every answer begins later then.</source>
   <translation>얼마나 절약되는지 잴 때만 꺼요. 끄면 대답이 늦어져요.</translation>
  </message>
  <message id="set.brain.temperature">
   <source>Imagination</source>
   <translation>상상력</translation>
  </message>
  <message id="set.brain.temperature.help">
   <source>0: always the likeliest words. Higher: more surprising, in the end confused.</source>
   <translation>0이면 늘 가장 그럴듯한 말만 해요. 높이면 뜻밖의 말을 하다가, 너무 높으면 횡설수설해요.</translation>
  </message>
  <message id="set.brain.top_p">
   <source>Share of likely words</source>
   <translation>그럴듯한 말의 몫</translation>
  </message>
  <message id="set.brain.top_p.help">
   <source>Only the likeliest words that make up this share are considered. 1: all.</source>
   <translation>이만큼의 몫을 차지하는 말 가운데서만 골라요. 1이면 모두예요.</translation>
  </message>
  <message id="set.brain.top_k">
   <source>Number of likely words</source>
   <translation>그럴듯한 말의 개수</translation>
  </message>
  <message id="set.brain.top_k.help">
   <source>Only this many of the likeliest words are considered. 0: all.</source>
   <translation>가장 그럴듯한 말 몇 개 가운데서 골라요. 0이면 모두예요.</translation>
  </message>
  <message id="set.brain.min_p">
   <source>Least likelihood</source>
   <translation>최소한의 그럴듯함</translation>
  </message>
  <message id="set.brain.min_p.help">
   <source>Only words at least this likely beside the likeliest. 0: all.</source>
   <translation>가장 그럴듯한 말에 견주어 이보다 낮으면 빼요. 0이면 모두예요.</translation>
  </message>
  <message id="set.brain.repeat_penalty">
   <source>Avoid repetition</source>
   <translation>반복 피하기</translation>
  </message>
  <message id="set.brain.repeat_penalty.help">
   <source>Above 1 she avoids words that came lately. 1: off.</source>
   <translation>1보다 크면 방금 쓴 말을 덜 써요. 1이면 꺼져요.</translation>
  </message>
  <message id="set.brain.max_tokens">
   <source>Longest reply</source>
   <translation>대답의 최대 길이</translation>
  </message>
  <message id="set.brain.max_tokens.help">
   <source>In tokens; about two Korean letters or one short English word each.</source>
   <translation>토큰 수예요. 하나가 한글 두 글자쯤이에요.</translation>
  </message>
  <message id="set.brain.max_sentences">
   <source>Sentences in a reply</source>
   <translation>대답의 문장 수</translation>
  </message>
  <message id="set.brain.max_sentences.help">
   <source>She ends after so many at the latest.</source>
   <translation>많아도 이만큼만 말하고 마쳐요.</translation>
  </message>
  <message id="set.brain.recall">
   <source>Lines written for her</source>
   <translation>캐릭터를 위해 쓴 대사</translation>
  </message>
  <message id="set.brain.recall.help">
   <source>How many fitting lines of her own she is reminded of before each answer. 0: none.</source>
   <translation>대답하기 전에 어울리는 대사를 몇 개 떠올려요. 0이면 떠올리지 않아요.</translation>
  </message>
  <message id="set.brain.seed">
   <source>Random seed</source>
   <translation>무작위 씨앗값</translation>
  </message>
  <message id="set.brain.seed.help">
   <source>A fixed number makes her answers repeatable.</source>
   <translation>숫자를 정하면 같은 말에 같은 대답을 해요.</translation>
  </message>
  <message id="set.brain.url">
   <source>Address of the server</source>
   <translation>서버 주소</translation>
  </message>
  <message id="set.brain.url.help">
   <source>Only where she thinks on a server. What you say goes there.</source>
   <translation>서버에서 생각할 때만 써요. 내가 한 말이 그곳으로 가요.</translation>
  </message>
  <message id="set.brain.api_key_env">
   <source>Variable that holds the key</source>
   <translation>API 키가 든 환경 변수</translation>
  </message>
  <message id="set.brain.api_key_env.help">
   <source>The name of an environment variable. The key itself is never written down here.</source>
   <translation>환경 변수의 이름이에요. 열쇠 자체는 여기에 적지 않아요.</translation>
  </message>
  <message id="set.brain.remote_model">
   <source>Model on the server</source>
   <translation>서버의 모델</translation>
  </message>
  <message id="set.brain.remote_model.help">
   <source>Its name as the server calls it.</source>
   <translation>서버가 부르는 이름이에요.</translation>
  </message>
  <message id="set.voice.engine">
   <source>Voice engine</source>
   <translation>목소리 엔진</translation>
  </message>
  <message id="set.voice.engine.help">
   <source>By the character, or the same one for everybody.</source>
   <translation>캐릭터가 고른 것을 쓰거나, 모두 같은 것을 써요.</translation>
  </message>
  <message id="set.voice.model">
   <source>Piper voice</source>
   <translation>Piper 목소리</translation>
  </message>
  <message id="set.voice.model.help">
   <source>For Piper only: a voice file. Others can be downloaded under Models.</source>
   <translation>Piper에서만 쓰는 목소리 파일이에요. 모델 관리에서 받을 수 있어요.</translation>
  </message>
  <message id="set.voice.speed">
   <source>Speed</source>
   <translation>빠르기</translation>
  </message>
  <message id="set.voice.speed.help">
   <source>1 is the voice's own.</source>
   <translation>1이 목소리 본래의 빠르기예요.</translation>
  </message>
  <message id="set.voice.emotion">
   <source>Feeling in the voice</source>
   <translation>목소리에 감정 담기</translation>
  </message>
  <message id="set.voice.emotion.help">
   <source>Her mood changes speed and pitch.</source>
   <translation>기분에 따라 빠르기와 높낮이가 달라져요.</translation>
  </message>
  <message id="set.conversation.speculate">
   <source>Think ahead</source>
   <translation>미리 생각하기</translation>
  </message>
  <message id="set.conversation.speculate.help">
   <source>She begins with the answer before you have quite finished: she answers sooner.</source>
   <translation>말이 다 끝나기 전에 대답을 준비해서 더 빨리 대답해요.</translation>
  </message>
  <message id="set.conversation.history_turns">
   <source>Turns she remembers</source>
   <translation>기억하는 대화</translation>
  </message>
  <message id="set.conversation.history_turns.help">
   <source>How much of the earlier conversation she knows when she answers.</source>
   <translation>대답할 때 앞의 대화를 몇 번까지 기억하는지예요.</translation>
  </message>
  <message id="set.conversation.mood_half_life_s">
   <source>How long a mood lasts</source>
   <translation>기분이 이어지는 시간</translation>
  </message>
  <message id="set.conversation.mood_half_life_s.help">
   <source>After this time half of it is gone.</source>
   <translation>이 시간이 지나면 기분이 반으로 옅어져요.</translation>
  </message>
  <message id="set.conversation.touch_words">
   <source>Answer when touched</source>
   <translation>만지면 대답하기</translation>
  </message>
  <message id="set.conversation.touch_words.help">
   <source>Patted or poked, she says something now and then. Her face answers either way.</source>
   <translation>쓰다듬거나 찌르면 가끔 한마디 해요. 표정은 끄더라도 바뀌어요.</translation>
  </message>
  <message id="set.window.scale">
   <source>Size</source>
   <translation>크기</translation>
  </message>
  <message id="set.window.scale.help">
   <source>The wheel over her changes it, too.</source>
   <translation>캐릭터 위에서 휠을 돌려도 바뀌어요.</translation>
  </message>
  <message id="set.window.always_on_top">
   <source>Always on top</source>
   <translation>항상 위에</translation>
  </message>
  <message id="set.window.always_on_top.help">
   <source>She stands before other windows.</source>
   <translation>다른 창보다 앞에 서 있어요.</translation>
  </message>
  <message id="set.window.framed">
   <source>In a window</source>
   <translation>창 안에서 보기</translation>
  </message>
  <message id="set.window.framed.help">
   <source>She stands in an ordinary window with a frame, for those who prefer it and for recording.</source>
   <translation>테두리가 있는 보통 창 안에 서요. 그게 더 편하거나 녹화할 때 좋아요.</translation>
  </message>
  <message id="set.window.ground">
   <source>Colour behind her</source>
   <translation>캐릭터 뒤의 색</translation>
  </message>
  <message id="set.window.ground.help">
   <source>In that window only, such as #00b140 for a green screen. Empty: the house's own.</source>
   <translation>그 창에서만 쓰여요. 녹색 배경이면 #00b140처럼 적어요. 비워 두면 기본 색이에요.</translation>
  </message>
  <message id="set.window.theme">
   <source>Light or dark</source>
   <translation>밝기</translation>
  </message>
  <message id="set.window.theme.help">
   <source>The colours of all windows.</source>
   <translation>모든 창의 색이에요.</translation>
  </message>
  <message id="set.window.theme.auto">
   <source>As the system</source>
   <translation>시스템과 같게</translation>
  </message>
  <message id="set.window.theme.light">
   <source>Light</source>
   <translation>밝게</translation>
  </message>
  <message id="set.window.theme.dark">
   <source>Dark</source>
   <translation>어둡게</translation>
  </message>
  <message id="set.window.click_through">
   <source>Click past her</source>
   <translation>빈 곳은 클릭이 지나가기</translation>
  </message>
  <message id="set.window.click_through.help">
   <source>Only her body catches the mouse; beside it you reach what lies below.</source>
   <translation>몸만 마우스를 받아요. 옆의 빈 곳은 아래에 있는 창이 눌려요.</translation>
  </message>
  <message id="set.window.fps">
   <source>Frames per second</source>
   <translation>초당 프레임 수</translation>
  </message>
  <message id="set.window.fps.help">
   <source>While she talks; at rest it is half. Less saves power.</source>
   <translation>말할 때의 값이에요. 쉴 때는 절반이에요. 낮추면 전기를 아껴요.</translation>
  </message>
  <message id="set.window.show_latency">
   <source>Show how long answers took</source>
   <translation>대답에 걸린 시간 보기</translation>
  </message>
  <message id="set.window.show_latency.help">
   <source>Seconds from your last word to her first sound.</source>
   <translation>말을 마친 때부터 첫소리까지의 시간이에요.</translation>
  </message>
  <message id="set.window.position">
   <source>Her place</source>
   <translation>서 있는 자리</translation>
  </message>
  <message id="set.window.position.help">
   <source>Where she stands at the start. Otherwise: lower right, then where you left her.</source>
   <translation>켤 때 서 있을 자리예요. 정하지 않으면 오른쪽 아래, 그다음엔 두고 간 자리예요.</translation>
  </message>
  <message id="set.models.hub">
   <source>Where models come from</source>
   <translation>모델을 받는 곳</translation>
  </message>
  <message id="set.models.hub.help">
   <source>auto, or the https address of a mirror. Nothing is downloaded unless you ask for it.</source>
   <translation>auto 또는 미러의 https 주소예요. 시키지 않으면 아무것도 받지 않아요.</translation>
  </message>
  <message id="set.log.level">
   <source>Program log</source>
   <translation>프로그램 기록</translation>
  </message>
  <message id="set.log.level.help">
   <source>How much it writes down. What was said never stands in it.</source>
   <translation>얼마나 자세히 적을지예요. 나눈 말은 절대 적지 않아요.</translation>
  </message>
  <message id="set.log.level.debug">
   <source>Everything</source>
   <translation>모두</translation>
  </message>
  <message id="set.log.level.info">
   <source>The usual</source>
   <translation>보통</translation>
  </message>
  <message id="set.log.level.warning">
   <source>Warnings</source>
   <translation>경고만</translation>
  </message>
  <message id="set.log.level.error">
   <source>Errors only</source>
   <translation>오류만</translation>
  </message>
  <message id="page.settings">
   <source>Settings …</source>
   <translation>설정…</translation>
  </message>
  <message id="settings.title">
   <source>Settings</source>
   <translation>설정</translation>
  </message>
  <message id="settings.search">
   <source>Search the settings</source>
   <translation>설정 찾기</translation>
  </message>
  <message id="settings.found">
   <source>Found: {count}</source>
   <translation>찾은 설정 {count}개</translation>
  </message>
  <message id="settings.nothing">
   <source>Nothing found for “{words}”.</source>
   <translation>‘{words}’에 맞는 설정이 없어요.</translation>
  </message>
  <message id="settings.nothing.help">
   <source>Try another word: voice, size, key, language.</source>
   <translation>다른 말로 찾아보세요. 이를테면 목소리, 크기, 단축키, 언어처럼요.</translation>
  </message>
  <message id="settings.page.you">
   <source>You and her</source>
   <translation>나와 캐릭터</translation>
  </message>
  <message id="settings.page.microphone">
   <source>Microphone</source>
   <translation>마이크</translation>
  </message>
  <message id="settings.page.voice">
   <source>Voice</source>
   <translation>목소리</translation>
  </message>
  <message id="settings.page.ears">
   <source>Ears</source>
   <translation>귀</translation>
  </message>
  <message id="settings.page.brain">
   <source>Brain</source>
   <translation>두뇌</translation>
  </message>
  <message id="settings.page.conversation">
   <source>Conversation</source>
   <translation>대화</translation>
  </message>
  <message id="settings.page.window">
   <source>Window</source>
   <translation>창</translation>
  </message>
  <message id="settings.page.privacy">
   <source>Privacy</source>
   <translation>개인 정보</translation>
  </message>
  <message id="settings.page.advanced">
   <source>Advanced</source>
   <translation>고급</translation>
  </message>
  <message id="settings.page.you.help">
   <source>Who is there, and in which language.</source>
   <translation>누가 나오고, 어떤 언어를 쓸지 정해요.</translation>
  </message>
  <message id="settings.page.microphone.help">
   <source>How she hears you.</source>
   <translation>내 말을 어떻게 들을지 정해요.</translation>
  </message>
  <message id="settings.page.voice.help">
   <source>How you hear her.</source>
   <translation>어떤 목소리로 말할지 정해요.</translation>
  </message>
  <message id="settings.page.ears.help">
   <source>How she understands you.</source>
   <translation>내 말을 어떻게 알아들을지 정해요.</translation>
  </message>
  <message id="settings.page.brain.help">
   <source>What she thinks with, and how freely.</source>
   <translation>무엇으로, 얼마나 자유롭게 생각할지 정해요.</translation>
  </message>
  <message id="settings.page.conversation.help">
   <source>How you two take turns.</source>
   <translation>서로 말을 주고받는 방법이에요.</translation>
  </message>
  <message id="settings.page.window.help">
   <source>How she stands on your desktop.</source>
   <translation>바탕화면에 서 있는 모습이에요.</translation>
  </message>
  <message id="settings.page.privacy.help">
   <source>Everything happens on this computer, unless you allow more here.</source>
   <translation>여기서 더 허락하지 않으면 모든 일은 이 컴퓨터 안에서만 일어나요.</translation>
  </message>
  <message id="settings.page.advanced.help">
   <source>For those who like to turn every screw. It can't break: all of it can be reset.</source>
   <translation>나사 하나까지 조이고 싶은 분을 위한 곳이에요. 언제든 되돌릴 수 있으니 걱정 마세요.</translation>
  </message>
  <message id="settings.scope">
   <source>Settings for</source>
   <translation>적용할 곳</translation>
  </message>
  <message id="settings.scope.all">
   <source>Everyone</source>
   <translation>모두</translation>
  </message>
  <message id="settings.scope.her">
   <source>{name} only</source>
   <translation>{name}만</translation>
  </message>
  <message id="settings.hers.help">
   <source>What you choose here counts for {name} alone and goes before everything else. Her character file stays as it is.</source>
   <translation>여기서 고른 것은 {name}에게만 쓰이고, 다른 설정보다 앞서요. 캐릭터 파일은 그대로 있어요.</translation>
  </message>
  <message id="settings.default">
   <source>Default: {value}</source>
   <translation>기본값: {value}</translation>
  </message>
  <message id="settings.inherited">
   <source>Otherwise: {value}</source>
   <translation>정하지 않으면: {value}</translation>
  </message>
  <message id="settings.changed">
   <source>Changed</source>
   <translation>바꿈</translation>
  </message>
  <message id="settings.reset">
   <source>Back to the default ({value})</source>
   <translation>기본값으로 ({value})</translation>
  </message>
  <message id="settings.reset_her">
   <source>As for everyone ({value})</source>
   <translation>모두와 같게 ({value})</translation>
  </message>
  <message id="settings.none">
   <source>none</source>
   <translation>없음</translation>
  </message>
  <message id="settings.on">
   <source>on</source>
   <translation>켜짐</translation>
  </message>
  <message id="settings.off">
   <source>off</source>
   <translation>꺼짐</translation>
  </message>
  <message id="settings.after_restart">
   <source>after a restart</source>
   <translation>다시 시작하면 적용</translation>
  </message>
  <message id="settings.saved">
   <source>Saved and in use.</source>
   <translation>저장했어요. 바로 적용됐어요.</translation>
  </message>
  <message id="settings.saved_later">
   <source>Saved. It counts after a restart.</source>
   <translation>저장했어요. 다시 시작하면 적용돼요.</translation>
  </message>
  <message id="settings.restart">
   <source>Restart now</source>
   <translation>지금 다시 시작</translation>
  </message>
  <message id="settings.undo">
   <source>Undo</source>
   <translation>되돌리기</translation>
  </message>
  <message id="settings.undone">
   <source>Taken back.</source>
   <translation>되돌렸어요.</translation>
  </message>
  <message id="settings.open_file">
   <source>Open the file</source>
   <translation>파일 열기</translation>
  </message>
  <message id="settings.reset_all">
   <source>Reset everything</source>
   <translation>모두 초기화</translation>
  </message>
  <message id="settings.reset_all.sure">
   <source>Really reset everything</source>
   <translation>정말 모두 초기화</translation>
  </message>
  <message id="settings.was_reset">
   <source>Everything is as it ships.</source>
   <translation>모두 처음 상태로 돌아갔어요.</translation>
  </message>
  <message id="settings.wrong.number">
   <source>A number is needed here.</source>
   <translation>숫자를 써 주세요.</translation>
  </message>
  <message id="settings.wrong.whole">
   <source>A whole number is needed here.</source>
   <translation>소수점 없는 숫자를 써 주세요.</translation>
  </message>
  <message id="settings.wrong.between">
   <source>Possible: {low} to {high}.</source>
   <translation>{low}부터 {high}까지 쓸 수 있어요.</translation>
  </message>
  <message id="settings.wrong.above">
   <source>Possible: {low} and more.</source>
   <translation>{low} 이상이어야 해요.</translation>
  </message>
  <message id="settings.wrong.value">
   <source>This value is not possible.</source>
   <translation>쓸 수 없는 값이에요.</translation>
  </message>
  <message id="settings.wrong.url">
   <source>It must begin with http:// or https://.</source>
   <translation>http:// 또는 https://로 시작해야 해요.</translation>
  </message>
  <message id="settings.wrong.hub">
   <source>Write auto, or an address that begins with https://.</source>
   <translation>auto 또는 https://로 시작하는 주소를 써 주세요.</translation>
  </message>
  <message id="settings.wrong.name">
   <source>Letters, digits and _ only, as variables are named. Not the key itself!</source>
   <translation>변수 이름처럼 영문자, 숫자, _만 쓸 수 있어요. 열쇠 자체를 적지 마세요!</translation>
  </message>
  <message id="settings.file_wrong">
   <source>Nothing was changed: your file of settings has a mistake.</source>
   <translation>설정 파일에 잘못된 곳이 있어서 아무것도 바꾸지 않았어요.</translation>
  </message>
  <message id="settings.file">
   <source>Choose a file …</source>
   <translation>파일 고르기…</translation>
  </message>
  <message id="settings.file_missing">
   <source>{name} (not found)</source>
   <translation>{name} (찾을 수 없음)</translation>
  </message>
  <message id="settings.no_model">
   <source>None</source>
   <translation>없음</translation>
  </message>
  <message id="settings.starter">
   <source>Starter model (built in)</source>
   <translation>시작용 모델 (들어 있음)</translation>
  </message>
  <message id="settings.seed.free">
   <source>Different each time</source>
   <translation>매번 다르게</translation>
  </message>
  <message id="settings.seed.fixed">
   <source>Fixed</source>
   <translation>고정</translation>
  </message>
  <message id="settings.seed.roll">
   <source>Roll another number</source>
   <translation>다른 숫자 뽑기</translation>
  </message>
  <message id="settings.position.here">
   <source>Where she stands now</source>
   <translation>지금 서 있는 자리로</translation>
  </message>
  <message id="settings.position.at">
   <source>{x}, {y}</source>
   <translation>{x}, {y}</translation>
  </message>
  <message id="settings.position.free">
   <source>Lower right</source>
   <translation>오른쪽 아래</translation>
  </message>
  <message id="settings.engine.character">
   <source>By the character</source>
   <translation>캐릭터가 고른 것</translation>
  </message>
  <message id="settings.engine.espeak">
   <source>eSpeak NG (built in)</source>
   <translation>eSpeak NG (들어 있음)</translation>
  </message>
  <message id="settings.engine.piper">
   <source>Piper (natural)</source>
   <translation>Piper (자연스러움)</translation>
  </message>
  <message id="settings.engine.faster_whisper">
   <source>Whisper</source>
   <translation>Whisper</translation>
  </message>
  <message id="settings.engine.pocketsphinx">
   <source>PocketSphinx (English only)</source>
   <translation>PocketSphinx (영어만)</translation>
  </message>
  <message id="settings.engine.llama_cpp">
   <source>On this computer</source>
   <translation>이 컴퓨터</translation>
  </message>
  <message id="settings.engine.openai_compatible">
   <source>On a server</source>
   <translation>서버</translation>
  </message>
  <message id="settings.hers.language">
   <source>Language</source>
   <translation>언어</translation>
  </message>
  <message id="settings.hers.language.help">
   <source>The one she begins in and is heard in.</source>
   <translation>먼저 말하고, 알아듣는 언어예요.</translation>
  </message>
  <message id="settings.hers.language.ko">
   <source>Korean</source>
   <translation>한국어</translation>
  </message>
  <message id="settings.hers.language.en">
   <source>English</source>
   <translation>영어</translation>
  </message>
  <message id="settings.hers.language.none">
   <source>Whichever is spoken</source>
   <translation>들리는 대로</translation>
  </message>
  <message id="settings.hers.brain">
   <source>Brain model</source>
   <translation>두뇌 모델</translation>
  </message>
  <message id="settings.hers.brain.help">
   <source>A model of her own. An adapter that was trained for another model is left out then.</source>
   <translation>이 캐릭터만의 모델이에요. 다른 모델에 맞춘 어댑터는 이때 쓰지 않아요.</translation>
  </message>
  <message id="settings.hers.voice.ko">
   <source>Her voice in Korean</source>
   <translation>한국어 목소리</translation>
  </message>
  <message id="settings.hers.voice.en">
   <source>Her voice in English</source>
   <translation>영어 목소리</translation>
  </message>
  <message id="settings.hers.engine">
   <source>Voice engine</source>
   <translation>목소리 엔진</translation>
  </message>
  <message id="settings.hers.engine.help">
   <source>What speaks for her.</source>
   <translation>대신 말해 주는 엔진이에요.</translation>
  </message>
  <message id="settings.hers.voice">
   <source>Voice</source>
   <translation>목소리</translation>
  </message>
  <message id="settings.hers.voice.help">
   <source>The engine's name for it, such as ko+f2 or en-us+f4.</source>
   <translation>엔진이 부르는 이름이에요. ko+f2, en-us+f4처럼 써요.</translation>
  </message>
  <message id="settings.hers.model">
   <source>Piper voice</source>
   <translation>Piper 목소리</translation>
  </message>
  <message id="settings.hers.model.help">
   <source>For Piper only: a voice file.</source>
   <translation>Piper에서만 쓰는 목소리 파일이에요.</translation>
  </message>
  <message id="settings.hers.speed">
   <source>Speed</source>
   <translation>빠르기</translation>
  </message>
  <message id="settings.hers.speed.help">
   <source>1 is the voice's own.</source>
   <translation>1이 목소리 본래의 빠르기예요.</translation>
  </message>
  <message id="settings.hers.pitch">
   <source>Pitch</source>
   <translation>높낮이</translation>
  </message>
  <message id="settings.hers.pitch.help">
   <source>In semitones; 12 are an octave.</source>
   <translation>반음 단위예요. 12가 한 옥타브예요.</translation>
  </message>
  <message id="settings.hers.sampling">
   <source>How she thinks</source>
   <translation>생각하는 방식</translation>
  </message>
  <message id="settings.hers.general">
   <source>In general</source>
   <translation>전체</translation>
  </message>
  <message id="settings.hotkey.none">
   <source>None</source>
   <translation>없음</translation>
  </message>
  <message id="settings.hotkey.press">
   <source>Press the keys …</source>
   <translation>키를 눌러 보세요…</translation>
  </message>
  <message id="settings.unit.s">
   <source>s</source>
   <translation>초</translation>
  </message>
  <message id="settings.unit./s">
   <source>/s</source>
   <translation>장</translation>
  </message>
  <message id="menu.quiet">
   <source>Do not disturb</source>
   <translation>방해 금지</translation>
  </message>
  <message id="menu.mood">
   <source>Mood</source>
   <translation>기분</translation>
  </message>
  <message id="menu.framed">
   <source>In a window</source>
   <translation>창 안에서 보기</translation>
  </message>
  <message id="quick.bar">
   <source>Quick actions</source>
   <translation>빠른 단추</translation>
  </message>
  <message id="quick.menu">
   <source>Menu</source>
   <translation>메뉴</translation>
  </message>
  <message id="state.quiet">
   <source>Do not disturb</source>
   <translation>방해 금지 중</translation>
  </message>
  <message id="avatar.undrawn">
   <source>Not everything in her drawing is drawn:
{what}</source>
   <translation>그림 가운데 그려지지 않는 것이 있어요:
{what}</translation>
  </message>
  <message id="avatar.undrawn.more">
   <source>and {count} more; `companion avatar check` names them all</source>
   <translation>그 밖에 {count}개: `companion avatar check`가 모두 알려 줘요</translation>
  </message>
  <message id="hotkeys.none">
   <source>Global hotkeys do not work here</source>
   <translation>여기서는 전역 단축키를 쓸 수 없어요</translation>
  </message>
  <message id="hotkeys.hint">
   <source>Everything else works. Choose other keys in the settings, or leave them empty.</source>
   <translation>나머지는 다 돼요. 설정에서 다른 키를 고르거나 비워 두세요.</translation>
  </message>
 </context>
</TS>
