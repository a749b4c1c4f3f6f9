<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
 <context>
  <name>companion</name>
  <message id="app">
   <source>Companion</source>
   <translation>Companion</translation>
  </message>
  <message id="state.off">
   <source>Waking up …</source>
   <translation>Waking up …</translation>
  </message>
  <message id="state.stuck">
   <source>Can't start</source>
   <translation>Can't start</translation>
  </message>
  <message id="state.idle">
   <source>Microphone off</source>
   <translation>Microphone off</translation>
  </message>
  <message id="state.idle.ptt">
   <source>Hold to talk</source>
   <translation>Hold to talk</translation>
  </message>
  <message id="state.listening">
   <source>Listening</source>
   <translation>Listening</translation>
  </message>
  <message id="state.hearing">
   <source>Hearing you</source>
   <translation>Hearing you</translation>
  </message>
  <message id="state.thinking">
   <source>Thinking</source>
   <translation>Thinking</translation>
  </message>
  <message id="state.speaking">
   <source>Speaking</source>
   <translation>Speaking</translation>
  </message>
  <message id="state.paused">
   <source>Waiting for you</source>
   <translation>Waiting for you</translation>
  </message>
  <message id="state.switching">
   <source>{name} is coming …</source>
   <translation>{name} is coming …</translation>
  </message>
  <message id="badge.half_duplex">
   <source>Half duplex: she does not listen while she speaks</source>
   <translation>Half duplex: she does not listen while she speaks</translation>
  </message>
  <message id="badge.offline">
   <source>Offline: nothing leaves this computer</source>
   <translation>Offline: nothing leaves this computer</translation>
  </message>
  <message id="badge.voice_off">
   <source>Voice off: she answers in text</source>
   <translation>Voice off: she answers in text</translation>
  </message>
  <message id="latency">
   <source>{seconds} s</source>
   <translation>{seconds} s</translation>
  </message>
  <message id="latency.tip">
   <source>Time from the end of your sentence to her first sound</source>
   <translation>Time from the end of your sentence to her first sound</translation>
  </message>
  <message id="menu.character">
   <source>Character</source>
   <translation>Character</translation>
  </message>
  <message id="menu.opening">
   <source>{name} (opening …)</source>
   <translation>{name} (opening …)</translation>
  </message>
  <message id="menu.renewed">
   <source>{name} (new version)</source>
   <translation>{name} (new version)</translation>
  </message>
  <message id="menu.listen">
   <source>Listen to me</source>
   <translation>Listen to me</translation>
  </message>
  <message id="menu.push_to_talk">
   <source>Push to talk</source>
   <translation>Push to talk</translation>
  </message>
  <message id="menu.stop">
   <source>Stop speaking</source>
   <translation>Stop speaking</translation>
  </message>
  <message id="menu.voice">
   <source>Speak aloud</source>
   <translation>Speak aloud</translation>
  </message>
  <message id="menu.chat">
   <source>Chat …</source>
   <translation>Chat …</translation>
  </message>
  <message id="menu.on_top">
   <source>Always on top</source>
   <translation>Always on top</translation>
  </message>
  <message id="menu.reset">
   <source>Back to the corner</source>
   <translation>Back to the corner</translation>
  </message>
  <message id="menu.about">
   <source>About and licences …</source>
   <translation>About and licences …</translation>
  </message>
  <message id="menu.quit">
   <source>Quit</source>
   <translation>Quit</translation>
  </message>
  <message id="menu.no_characters">
   <source>No characters found</source>
   <translation>No characters found</translation>
  </message>
  <message id="chat.title">
   <source>Chat with {name}</source>
   <translation>Chat with {name}</translation>
  </message>
  <message id="chat.placeholder">
   <source>Write to {name}</source>
   <translation>Write to {name}</translation>
  </message>
  <message id="chat.input">
   <source>Your message</source>
   <translation>Your message</translation>
  </message>
  <message id="chat.send">
   <source>Send (Enter)</source>
   <translation>Send (Enter)</translation>
  </message>
  <message id="chat.stop">
   <source>Stop (Esc)</source>
   <translation>Stop (Esc)</translation>
  </message>
  <message id="chat.mic_on">
   <source>Microphone on: click to mute</source>
   <translation>Microphone on: click to mute</translation>
  </message>
  <message id="chat.mic_off">
   <source>Microphone off: click to listen</source>
   <translation>Microphone off: click to listen</translation>
  </message>
  <message id="chat.hold">
   <source>Hold to talk</source>
   <translation>Hold to talk</translation>
  </message>
  <message id="chat.voice_on">
   <source>Voice on: click for text only</source>
   <translation>Voice on: click for text only</translation>
  </message>
  <message id="chat.voice_off">
   <source>Voice off: click to hear her</source>
   <translation>Voice off: click to hear her</translation>
  </message>
  <message id="chat.earlier">
   <source>Show earlier messages</source>
   <translation>Show earlier messages</translation>
  </message>
  <message id="chat.history">
   <source>Messages</source>
   <translation>Messages</translation>
  </message>
  <message id="chat.empty">
   <source>Say hello to {name}</source>
   <translation>Say hello to {name}</translation>
  </message>
  <message id="chat.empty.hint">
   <source>Speak, or write below.</source>
   <translation>Speak, or write below.</translation>
  </message>
  <message id="chat.copy">
   <source>Copy</source>
   <translation>Copy</translation>
  </message>
  <message id="chat.not_heard">
   <source>interrupted: the grey part was not heard</source>
   <translation>interrupted: the grey part was not heard</translation>
  </message>
  <message id="chat.interrupted">
   <source>interrupted</source>
   <translation>interrupted</translation>
  </message>
  <message id="chat.you">
   <source>You</source>
   <translation>You</translation>
  </message>
  <message id="chat.said">
   <source>{who}, {time}: {text}</source>
   <translation>{who}, {time}: {text}</translation>
  </message>
  <message id="chat.today">
   <source>Today</source>
   <translation>Today</translation>
  </message>
  <message id="chat.yesterday">
   <source>Yesterday</source>
   <translation>Yesterday</translation>
  </message>
  <message id="chat.portrait">
   <source>{name}, {emotion}</source>
   <translation>{name}, {emotion}</translation>
  </message>
  <message id="chat.thinking">
   <source>{name} is thinking …</source>
   <translation>{name} is thinking …</translation>
  </message>
  <message id="error.close">
   <source>Dismiss</source>
   <translation>Dismiss</translation>
  </message>
  <message id="error.more">
   <source>and {count} more</source>
   <translation>and {count} more</translation>
  </message>
  <message id="error.app">
   <source>Something went wrong</source>
   <translation>Something went wrong</translation>
  </message>
  <message id="error.config">
   <source>A setting is wrong</source>
   <translation>A setting is wrong</translation>
  </message>
  <message id="error.character">
   <source>This character can't be opened</source>
   <translation>This character can't be opened</translation>
  </message>
  <message id="error.audio">
   <source>Sound does not work</source>
   <translation>Sound does not work</translation>
  </message>
  <message id="error.vad">
   <source>She can't hear you</source>
   <translation>She can't hear you</translation>
  </message>
  <message id="error.stt">
   <source>She can't understand speech</source>
   <translation>She can't understand speech</translation>
  </message>
  <message id="error.llm">
   <source>She can't think of an answer</source>
   <translation>She can't think of an answer</translation>
  </message>
  <message id="error.tts">
   <source>Her voice failed</source>
   <translation>Her voice failed</translation>
  </message>
  <message id="error.memory">
   <source>The conversation can't be saved</source>
   <translation>The conversation can't be saved</translation>
  </message>
  <message id="error.avatar">
   <source>Her picture can't be shown</source>
   <translation>Her picture can't be shown</translation>
  </message>
  <message id="error.train">
   <source>Training failed</source>
   <translation>Training failed</translation>
  </message>
  <message id="notice.title">
   <source>Good to know</source>
   <translation>Good to know</translation>
  </message>
  <message id="about.title">
   <source>About</source>
   <translation>About</translation>
  </message>
  <message id="about.version">
   <source>Version {version}</source>
   <translation>Version {version}</translation>
  </message>
  <message id="about.intro">
   <source>A character on your desktop who listens, answers aloud and shows what she feels. Everything runs on this computer.</source>
   <translation>A character on your desktop who listens, answers aloud and shows what she feels. Everything runs on this computer.</translation>
  </message>
  <message id="about.licence">
   <source>Free software under the GNU General Public License, version 3 or later. It comes without warranty.</source>
   <translation>Free software under the GNU General Public License, version 3 or later. It comes without warranty.</translation>
  </message>
  <message id="about.parts">
   <source>Made with</source>
   <translation>Made with</translation>
  </message>
  <message id="about.close">
   <source>Close</source>
   <translation>Close</translation>
  </message>
  <message id="models.starter">
   <source>Starter models: small, built in ({brain}, {ears})</source>
   <translation>Starter models: small, built in ({brain}, {ears})</translation>
  </message>
  <message id="models.own">
   <source>Models: {brain}, {ears}</source>
   <translation>Models: {brain}, {ears}</translation>
  </message>
  <message id="emotion.neutral">
   <source>calm</source>
   <translation>calm</translation>
  </message>
  <message id="emotion.joy">
   <source>joy</source>
   <translation>joy</translation>
  </message>
  <message id="emotion.smile">
   <source>smiling</source>
   <translation>smiling</translation>
  </message>
  <message id="emotion.sad">
   <source>sad</source>
   <translation>sad</translation>
  </message>
  <message id="emotion.angry">
   <source>angry</source>
   <translation>angry</translation>
  </message>
  <message id="emotion.surprised">
   <source>surprised</source>
   <translation>surprised</translation>
  </message>
  <message id="emotion.shy">
   <source>shy</source>
   <translation>shy</translation>
  </message>
  <message id="emotion.love">
   <source>love</source>
   <translation>love</translation>
  </message>
  <message id="emotion.smug">
   <source>smug</source>
   <translation>smug</translation>
  </message>
  <message id="emotion.sleepy">
   <source>sleepy</source>
   <translation>sleepy</translation>
  </message>
  <message id="emotion.worried">
   <source>worried</source>
   <translation>worried</translation>
  </message>
  <message id="emotion.excited">
   <source>excited</source>
   <translation>excited</translation>
  </message>
  <message id="pet.name">
   <source>{name} on your desktop</source>
   <translation>{name} on your desktop</translation>
  </message>
  <message id="pet.help">
   <source>Double click: chat. Right click: menu. Wheel: size. Hold Space: talk.</source>
   <translation>Double click: chat. Right click: menu. Wheel: size. Hold Space: talk.</translation>
  </message>
  <message id="tray.tip">
   <source>{name}: {state}</source>
   <translation>{name}: {state}</translation>
  </message>
  <message id="audio.microphone">
   <source>Microphone</source>
   <translation>Microphone</translation>
  </message>
  <message id="audio.speaker">
   <source>Speaker</source>
   <translation>Speaker</translation>
  </message>
  <message id="audio.default">
   <source>The system's choice</source>
   <translation>The system's choice</translation>
  </message>
  <message id="audio.missing">
   <source>{name} (not plugged in)</source>
   <translation>{name} (not plugged in)</translation>
  </message>
  <message id="audio.level">
   <source>Level of the microphone</source>
   <translation>Level of the microphone</translation>
  </message>
  <message id="audio.microphone.test">
   <source>Record and play back</source>
   <translation>Record and play back</translation>
  </message>
  <message id="audio.microphone.test.help">
   <source>Records four seconds, plays them on the speaker and forgets them.</source>
   <translation>Records four seconds, plays them on the speaker and forgets them.</translation>
  </message>
  <message id="audio.microphone.help">
   <source>Say something: the bar should move.</source>
   <translation>Say something: the bar should move.</translation>
  </message>
  <message id="audio.speaker.test">
   <source>Play a test sound</source>
   <translation>Play a test sound</translation>
  </message>
  <message id="audio.speaker.test.help">
   <source>Three soft notes on the chosen speaker.</source>
   <translation>Three soft notes on the chosen speaker.</translation>
  </message>
  <message id="audio.opening">
   <source>One moment …</source>
   <translation>One moment …</translation>
  </message>
  <message id="audio.recording">
   <source>Speak now … {seconds}</source>
   <translation>Speak now … {seconds}</translation>
  </message>
  <message id="audio.playing">
   <source>Do you hear the bell?</source>
   <translation>Do you hear the bell?</translation>
  </message>
  <message id="audio.played">
   <source>Nothing heard? Choose another speaker or turn it up.</source>
   <translation>Nothing heard? Choose another speaker or turn it up.</translation>
  </message>
  <message id="audio.heard.good">
   <source>Good: this is how she hears you.</source>
   <translation>Good: this is how she hears you.</translation>
  </message>
  <message id="audio.heard.quiet">
   <source>Rather quiet. Come closer, or turn the microphone up in the system's settings.</source>
   <translation>Rather quiet. Come closer, or turn the microphone up in the system's settings.</translation>
  </message>
  <message id="audio.heard.loud">
   <source>Too loud: it is distorted. Turn the microphone down in the system's settings.</source>
   <translation>Too loud: it is distorted. Turn the microphone down in the system's settings.</translation>
  </message>
  <message id="audio.heard.silent">
   <source>Nothing was heard. Is it muted, or is it another microphone?</source>
   <translation>Nothing was heard. Is it muted, or is it another microphone?</translation>
  </message>
  <message id="page.character_page">
   <source>This character …</source>
   <translation>This character …</translation>
  </message>
  <message id="menu.take_in">
   <source>Import from a file …</source>
   <translation>Import from a file …</translation>
  </message>
  <message id="amount.seconds">
   <source>{count} seconds</source>
   <translation>{count} seconds</translation>
  </message>
  <message id="amount.minutes">
   <source>{count} minutes</source>
   <translation>{count} minutes</translation>
  </message>
  <message id="amount.hours">
   <source>{count} hours</source>
   <translation>{count} hours</translation>
  </message>
  <message id="import.title">
   <source>Import a character</source>
   <translation>Import a character</translation>
  </message>
  <message id="import.reading">
   <source>Looking at {name} …</source>
   <translation>Looking at {name} …</translation>
  </message>
  <message id="import.what">
   <source>Choose a file, or drop one here.</source>
   <translation>Choose a file, or drop one here.</translation>
  </message>
  <message id="import.kinds">
   <source>A .companion file, a character card (PNG, JSON or CHARX, versions 1 to 3), or a character file of Open-LLM-VTuber.</source>
   <translation>A .companion file, a character card (PNG, JSON or CHARX, versions 1 to 3), or a character file of Open-LLM-VTuber.</translation>
  </message>
  <message id="import.choose">
   <source>Choose a file …</source>
   <translation>Choose a file …</translation>
  </message>
  <message id="import.filter">
   <source>Characters</source>
   <translation>Characters</translation>
  </message>
  <message id="import.cancel">
   <source>Cancel</source>
   <translation>Cancel</translation>
  </message>
  <message id="import.close">
   <source>Close</source>
   <translation>Close</translation>
  </message>
  <message id="import.take">
   <source>Take her in</source>
   <translation>Take her in</translation>
  </message>
  <message id="import.copy">
   <source>Take in as a copy</source>
   <translation>Take in as a copy</translation>
  </message>
  <message id="import.replace">
   <source>Replace</source>
   <translation>Replace</translation>
  </message>
  <message id="import.taken">
   <source>{names} is here already. Replacing moves the one who is here into the trash; a copy leaves her as she is.</source>
   <translation>{names} is here already. Replacing moves the one who is here into the trash; a copy leaves her as she is.</translation>
  </message>
  <message id="import.taken.shipped">
   <source>{names} came with this program. Replacing puts the new one before her; taking the new one away brings her back.</source>
   <translation>{names} came with this program. Replacing puts the new one before her; taking the new one away brings her back.</translation>
  </message>
  <message id="import.notes">
   <source>What can't be used as it is</source>
   <translation>What can't be used as it is</translation>
  </message>
  <message id="import.kind.package">
   <source>whole character</source>
   <translation>whole character</translation>
  </message>
  <message id="import.kind.card">
   <source>character card</source>
   <translation>character card</translation>
  </message>
  <message id="import.from">
   <source>From {file}</source>
   <translation>From {file}</translation>
  </message>
  <message id="import.author">
   <source>By {name}</source>
   <translation>By {name}</translation>
  </message>
  <message id="import.licence">
   <source>Licence: {name}</source>
   <translation>Licence: {name}</translation>
  </message>
  <message id="import.licence.none">
   <source>none given</source>
   <translation>none given</translation>
  </message>
  <message id="import.model">
   <source>Brings the model {name}, {size}</source>
   <translation>Brings the model {name}, {size}</translation>
  </message>
  <message id="import.picture">
   <source>The picture of the card</source>
   <translation>The picture of the card</translation>
  </message>
  <message id="import.working">
   <source>Taking her in …</source>
   <translation>Taking her in …</translation>
  </message>
  <message id="import.here">
   <source>{names} is here!</source>
   <translation>{names} is here!</translation>
  </message>
  <message id="import.talk">
   <source>Talk to {name}</source>
   <translation>Talk to {name}</translation>
  </message>
  <message id="import.done">
   <source>Later</source>
   <translation>Later</translation>
  </message>
  <message id="note.system_prompt">
   <source>Its own system prompt is kept, but not used: this program builds the prompt itself.</source>
   <translation>Its own system prompt is kept, but not used: this program builds the prompt itself.</translation>
  </message>
  <message id="note.instructions">
   <source>Its instructions are kept, but not used: this program builds the prompt itself.</source>
   <translation>Its instructions are kept, but not used: this program builds the prompt itself.</translation>
  </message>
  <message id="note.greeting">
   <source>Greeting {number} has no spoken words; it is kept, but not used.</source>
   <translation>Greeting {number} has no spoken words; it is kept, but not used.</translation>
  </message>
  <message id="note.model_gone">
   <source>Her model {name} is not here; she thinks with the model of your settings.</source>
   <translation>Her model {name} is not here; she thinks with the model of your settings.</translation>
  </message>
  <message id="note.voice_gone">
   <source>Her voice {name} is not here; she speaks with the built-in one.</source>
   <translation>Her voice {name} is not here; she speaks with the built-in one.</translation>
  </message>
  <message id="note.model_out">
   <source>Her model {name} is not in the file.</source>
   <translation>Her model {name} is not in the file.</translation>
  </message>
  <message id="note.voice_out">
   <source>Her voice {name} is not in the file: it is a model of its own.</source>
   <translation>Her voice {name} is not in the file: it is a model of its own.</translation>
  </message>
  <message id="note.file_out">
   <source>{name} is not in the file: a character's file holds nothing of this kind.</source>
   <translation>{name} is not in the file: a character's file holds nothing of this kind.</translation>
  </message>
  <message id="note.card">
   <source>A card holds her words, not her model and her moving picture.</source>
   <translation>A card holds her words, not her model and her moving picture.</translation>
  </message>
  <message id="sheet.title">
   <source>This character</source>
   <translation>This character</translation>
  </message>
  <message id="sheet.title.of">
   <source>{name}: this character</source>
   <translation>{name}: this character</translation>
  </message>
  <message id="sheet.people">
   <source>Whose page</source>
   <translation>Whose page</translation>
  </message>
  <message id="sheet.portrait">
   <source>{name}, moving</source>
   <translation>{name}, moving</translation>
  </message>
  <message id="sheet.here">
   <source>on your desktop</source>
   <translation>on your desktop</translation>
  </message>
  <message id="sheet.own">
   <source>yours</source>
   <translation>yours</translation>
  </message>
  <message id="sheet.shipped">
   <source>came with the program</source>
   <translation>came with the program</translation>
  </message>
  <message id="sheet.talk">
   <source>Call her</source>
   <translation>Call her</translation>
  </message>
  <message id="sheet.renew">
   <source>Use her new sheet</source>
   <translation>Use her new sheet</translation>
  </message>
  <message id="sheet.edit">
   <source>Change …</source>
   <translation>Change …</translation>
  </message>
  <message id="sheet.edit.shipped">
   <source>She came with the program. What you change goes into a copy of yours; taking that away brings her back as she was.</source>
   <translation>She came with the program. What you change goes into a copy of yours; taking that away brings her back as she was.</translation>
  </message>
  <message id="sheet.save">
   <source>Save</source>
   <translation>Save</translation>
  </message>
  <message id="sheet.saved">
   <source>Saved.</source>
   <translation>Saved.</translation>
  </message>
  <message id="sheet.leave">
   <source>Leave as it was</source>
   <translation>Leave as it was</translation>
  </message>
  <message id="sheet.missing">
   <source>Something must stand here.</source>
   <translation>Something must stand here.</translation>
  </message>
  <message id="sheet.undo">
   <source>Undo</source>
   <translation>Undo</translation>
  </message>
  <message id="sheet.remove">
   <source>Remove</source>
   <translation>Remove</translation>
  </message>
  <message id="sheet.removed">
   <source>{name} is in the trash. Conversations with her and her model are kept.</source>
   <translation>{name} is in the trash. Conversations with her and her model are kept.</translation>
  </message>
  <message id="sheet.folder">
   <source>Open folder</source>
   <translation>Open folder</translation>
  </message>
  <message id="sheet.take_in">
   <source>Import …</source>
   <translation>Import …</translation>
  </message>
  <message id="sheet.export">
   <source>Export …</source>
   <translation>Export …</translation>
  </message>
  <message id="sheet.export.companion">
   <source>All of her, in one file</source>
   <translation>All of her, in one file</translation>
  </message>
  <message id="sheet.export.png">
   <source>Character card, picture</source>
   <translation>Character card, picture</translation>
  </message>
  <message id="sheet.export.json">
   <source>Character card, JSON</source>
   <translation>Character card, JSON</translation>
  </message>
  <message id="sheet.export.charx">
   <source>Character card, CHARX</source>
   <translation>Character card, CHARX</translation>
  </message>
  <message id="sheet.exported">
   <source>Written: {file}</source>
   <translation>Written: {file}</translation>
  </message>
  <message id="sheet.name">
   <source>Name</source>
   <translation>Name</translation>
  </message>
  <message id="sheet.one_line">
   <source>Who she is, in one sentence</source>
   <translation>Who she is, in one sentence</translation>
  </message>
  <message id="sheet.traits">
   <source>What she is like</source>
   <translation>What she is like</translation>
  </message>
  <message id="sheet.level">
   <source>How she talks</source>
   <translation>How she talks</translation>
  </message>
  <message id="sheet.rules">
   <source>Rules for her speech, one a line</source>
   <translation>Rules for her speech, one a line</translation>
  </message>
  <message id="sheet.backstory">
   <source>Her story</source>
   <translation>Her story</translation>
  </message>
  <message id="sheet.user_relation">
   <source>Who you are to her</source>
   <translation>Who you are to her</translation>
  </message>
  <message id="sheet.knowledge">
   <source>What she knows, and what not</source>
   <translation>What she knows, and what not</translation>
  </message>
  <message id="sheet.greeting">
   <source>How she greets</source>
   <translation>How she greets</translation>
  </message>
  <message id="sheet.keywords">
   <source>Her world</source>
   <translation>Her world</translation>
  </message>
  <message id="sheet.model">
   <source>Model and voice</source>
   <translation>Model and voice</translation>
  </message>
  <message id="sheet.model.own">
   <source>Thinks with a model of her own: {name}, {size}</source>
   <translation>Thinks with a model of her own: {name}, {size}</translation>
  </message>
  <message id="sheet.model.shared">
   <source>Thinks with the model of your settings</source>
   <translation>Thinks with the model of your settings</translation>
  </message>
  <message id="sheet.voice">
   <source>Voice: {name}</source>
   <translation>Voice: {name}</translation>
  </message>
  <message id="sheet.voice.usual">
   <source>as in your settings</source>
   <translation>as in your settings</translation>
  </message>
  <message id="sheet.lore">
   <source>What she knows of her world</source>
   <translation>What she knows of her world</translation>
  </message>
  <message id="sheet.lore.help">
   <source>From the lorebook of her card. It comes to her mind when the words are said, and stands in what the model reads, a few hundred tokens at most.</source>
   <translation>From the lorebook of her card. It comes to her mind when the words are said, and stands in what the model reads, a few hundred tokens at most.</translation>
  </message>
  <message id="sheet.lore.when">
   <source>When it is about: {words}</source>
   <translation>When it is about: {words}</translation>
  </message>
  <message id="sheet.lore.always">
   <source>Always in mind</source>
   <translation>Always in mind</translation>
  </message>
  <message id="sheet.lore.never">
   <source>Not used: switched off, or its key is an expression</source>
   <translation>Not used: switched off, or its key is an expression</translation>
  </message>
  <message id="sheet.lore.more">
   <source>and {count} more</source>
   <translation>and {count} more</translation>
  </message>
  <message id="sheet.lines">
   <source>Remembers {count} written exchanges</source>
   <translation>Remembers {count} written exchanges</translation>
  </message>
  <message id="sheet.report">
   <source>Her report card</source>
   <translation>Her report card</translation>
  </message>
  <message id="page.conversations">
   <source>Conversations …</source>
   <translation>Conversations …</translation>
  </message>
  <message id="chat.tool.copy">
   <source>Copy</source>
   <translation>Copy</translation>
  </message>
  <message id="chat.tool.again">
   <source>Another answer</source>
   <translation>Another answer</translation>
  </message>
  <message id="chat.tool.edit">
   <source>Edit</source>
   <translation>Edit</translation>
  </message>
  <message id="chat.tool.more">
   <source>More</source>
   <translation>More</translation>
  </message>
  <message id="chat.variant.back">
   <source>The one before</source>
   <translation>The one before</translation>
  </message>
  <message id="chat.variant.forth">
   <source>The next one</source>
   <translation>The next one</translation>
  </message>
  <message id="chat.variant.mine">
   <source>Your words, version {number} of {count}</source>
   <translation>Your words, version {number} of {count}</translation>
  </message>
  <message id="chat.variant.hers">
   <source>Answer {number} of {count}</source>
   <translation>Answer {number} of {count}</translation>
  </message>
  <message id="chat.menu.copy">
   <source>Copy</source>
   <translation>Copy</translation>
  </message>
  <message id="chat.menu.copy_part">
   <source>Copy the selection</source>
   <translation>Copy the selection</translation>
  </message>
  <message id="chat.menu.copy_code">
   <source>Copy the code</source>
   <translation>Copy the code</translation>
  </message>
  <message id="chat.menu.copy_all">
   <source>Copy the whole conversation</source>
   <translation>Copy the whole conversation</translation>
  </message>
  <message id="chat.menu.again">
   <source>Another answer</source>
   <translation>Another answer</translation>
  </message>
  <message id="chat.menu.edit">
   <source>Edit</source>
   <translation>Edit</translation>
  </message>
  <message id="chat.menu.link">
   <source>Open {url}</source>
   <translation>Open {url}</translation>
  </message>
  <message id="chat.menu.delete">
   <source>Delete for good …</source>
   <translation>Delete for good …</translation>
  </message>
  <message id="chat.editing">
   <source>You are writing a message anew. The old one and what followed stay as a version.</source>
   <translation>You are writing a message anew. The old one and what followed stay as a version.</translation>
  </message>
  <message id="chat.editing.end">
   <source>Leave it as it is (Esc)</source>
   <translation>Leave it as it is (Esc)</translation>
  </message>
  <message id="chat.cancel">
   <source>Cancel</source>
   <translation>Cancel</translation>
  </message>
  <message id="chat.newest">
   <source>To the newest message (End)</source>
   <translation>To the newest message (End)</translation>
  </message>
  <message id="chat.link.title">
   <source>Open this link?</source>
   <translation>Open this link?</translation>
  </message>
  <message id="chat.link.text">
   <source>It opens in your browser, which connects to the network.</source>
   <translation>It opens in your browser, which connects to the network.</translation>
  </message>
  <message id="chat.link.open">
   <source>Open</source>
   <translation>Open</translation>
  </message>
  <message id="chat.delete.title">
   <source>Delete for good?</source>
   <translation>Delete for good?</translation>
  </message>
  <message id="chat.delete.text">
   <source>Your words and her answer go from this computer and from her memory. What was said afterwards stays.</source>
   <translation>Your words and her answer go from this computer and from her memory. What was said afterwards stays.</translation>
  </message>
  <message id="chat.delete.yes">
   <source>Delete</source>
   <translation>Delete</translation>
  </message>
  <message id="talks.toggle">
   <source>All conversations (Ctrl+B)</source>
   <translation>All conversations (Ctrl+B)</translation>
  </message>
  <message id="talks.search">
   <source>Search everything said</source>
   <translation>Search everything said</translation>
  </message>
  <message id="talks.new">
   <source>New conversation</source>
   <translation>New conversation</translation>
  </message>
  <message id="talks.list">
   <source>Conversations</source>
   <translation>Conversations</translation>
  </message>
  <message id="talks.others">
   <source>With others</source>
   <translation>With others</translation>
  </message>
  <message id="talks.none">
   <source>Nothing has been said yet.</source>
   <translation>Nothing has been said yet.</translation>
  </message>
  <message id="talks.empty">
   <source>Nothing said yet</source>
   <translation>Nothing said yet</translation>
  </message>
  <message id="talks.count">
   <source>{count} exchanges</source>
   <translation>{count} exchanges</translation>
  </message>
  <message id="talks.count.one">
   <source>1 exchange</source>
   <translation>1 exchange</translation>
  </message>
  <message id="chat.first">
   <source>Say: {words}</source>
   <translation>Say: {words}</translation>
  </message>
  <message id="chat.first.day">
   <source>How was your day?</source>
   <translation>How was your day?</translation>
  </message>
  <message id="chat.first.who">
   <source>Who are you?</source>
   <translation>Who are you?</translation>
  </message>
  <message id="chat.first.funny">
   <source>Tell me something funny</source>
   <translation>Tell me something funny</translation>
  </message>
  <message id="talks.found">
   <source>{count} found</source>
   <translation>{count} found</translation>
  </message>
  <message id="talks.not_found">
   <source>Nobody has said that yet.</source>
   <translation>Nobody has said that yet.</translation>
  </message>
  <message id="talks.open">
   <source>Open</source>
   <translation>Open</translation>
  </message>
  <message id="talks.rename">
   <source>Rename</source>
   <translation>Rename</translation>
  </message>
  <message id="talks.export.md">
   <source>Save as text (Markdown) …</source>
   <translation>Save as text (Markdown) …</translation>
  </message>
  <message id="talks.export.json">
   <source>Save with everything (JSON) …</source>
   <translation>Save with everything (JSON) …</translation>
  </message>
  <message id="talks.export.jsonl">
   <source>Save for training (JSON Lines) …</source>
   <translation>Save for training (JSON Lines) …</translation>
  </message>
  <message id="talks.exported">
   <source>Saved: {path}</source>
   <translation>Saved: {path}</translation>
  </message>
  <message id="talks.delete">
   <source>Delete for good …</source>
   <translation>Delete for good …</translation>
  </message>
  <message id="talks.delete.title">
   <source>Delete this conversation for good?</source>
   <translation>Delete this conversation for good?</translation>
  </message>
  <message id="talks.delete.text">
   <source>All of it goes from this computer and from her memory. It can't be brought back.</source>
   <translation>All of it goes from this computer and from her memory. It can't be brought back.</translation>
  </message>
  <message id="talks.delete.yes">
   <source>Delete</source>
   <translation>Delete</translation>
  </message>
  <message id="page.doctor_page">
   <source>Check this computer …</source>
   <translation>Check this computer …</translation>
  </message>
  <message id="doctor.title">
   <source>Check this computer</source>
   <translation>Check this computer</translation>
  </message>
  <message id="doctor.running">
   <source>Trying every part for real. You will hear a short sentence.</source>
   <translation>Trying every part for real. You will hear a short sentence.</translation>
  </message>
  <message id="doctor.progress">
   <source>How far the check is</source>
   <translation>How far the check is</translation>
  </message>
  <message id="doctor.well">
   <source>All is well.</source>
   <translation>All is well.</translation>
  </message>
  <message id="doctor.well_one">
   <source>All is well. One thing is worth knowing.</source>
   <translation>All is well. One thing is worth knowing.</translation>
  </message>
  <message id="doctor.well_but">
   <source>All is well. {count} things are worth knowing.</source>
   <translation>All is well. {count} things are worth knowing.</translation>
  </message>
  <message id="doctor.one_failed">
   <source>One thing needs you: {names}.</source>
   <translation>One thing needs you: {names}.</translation>
  </message>
  <message id="doctor.failed">
   <source>{count} things need you: {names}.</source>
   <translation>{count} things need you: {names}.</translation>
  </message>
  <message id="doctor.broke_off">
   <source>The check broke off. Try again; the log file has the details.</source>
   <translation>The check broke off. Try again; the log file has the details.</translation>
  </message>
  <message id="doctor.copy">
   <source>Copy the report</source>
   <translation>Copy the report</translation>
  </message>
  <message id="doctor.copied">
   <source>Copied. It holds versions and numbers, no names, paths or words of yours.</source>
   <translation>Copied. It holds versions and numbers, no names, paths or words of yours.</translation>
  </message>
  <message id="doctor.again">
   <source>Check again</source>
   <translation>Check again</translation>
  </message>
  <message id="doctor.waiting">
   <source>Waiting</source>
   <translation>Waiting</translation>
  </message>
  <message id="doctor.trying">
   <source>Trying …</source>
   <translation>Trying …</translation>
  </message>
  <message id="doctor.skipped">
   <source>Not tried, because this has to work first: {name}</source>
   <translation>Not tried, because this has to work first: {name}</translation>
  </message>
  <message id="doctor.status.waiting">
   <source>waiting</source>
   <translation>waiting</translation>
  </message>
  <message id="doctor.status.running">
   <source>being tried</source>
   <translation>being tried</translation>
  </message>
  <message id="doctor.status.pass">
   <source>fine</source>
   <translation>fine</translation>
  </message>
  <message id="doctor.status.note">
   <source>worth knowing</source>
   <translation>worth knowing</translation>
  </message>
  <message id="doctor.status.fail">
   <source>failed</source>
   <translation>failed</translation>
  </message>
  <message id="doctor.status.skip">
   <source>not tried</source>
   <translation>not tried</translation>
  </message>
  <message id="doctor.mend.settings">
   <source>Open settings</source>
   <translation>Open settings</translation>
  </message>
  <message id="doctor.mend.models">
   <source>Open models</source>
   <translation>Open models</translation>
  </message>
  <message id="doctor.mend.microphone">
   <source>Choose a microphone</source>
   <translation>Choose a microphone</translation>
  </message>
  <message id="doctor.mend.speaker">
   <source>Choose a speaker</source>
   <translation>Choose a speaker</translation>
  </message>
  <message id="doctor.mend.echo">
   <source>Open the echo setting</source>
   <translation>Open the echo setting</translation>
  </message>
  <message id="doctor.mend.offline">
   <source>Open the offline setting</source>
   <translation>Open the offline setting</translation>
  </message>
  <message id="doctor.mend.folder">
   <source>Open the folder</source>
   <translation>Open the folder</translation>
  </message>
  <message id="doctor.mend.character">
   <source>Open the character</source>
   <translation>Open the character</translation>
  </message>
  <message id="doctor.check.settings">
   <source>Settings</source>
   <translation>Settings</translation>
  </message>
  <message id="doctor.check.disk">
   <source>Disk</source>
   <translation>Disk</translation>
  </message>
  <message id="doctor.check.memory">
   <source>Memory</source>
   <translation>Memory</translation>
  </message>
  <message id="doctor.check.characters">
   <source>Characters</source>
   <translation>Characters</translation>
  </message>
  <message id="doctor.check.database">
   <source>Conversations</source>
   <translation>Conversations</translation>
  </message>
  <message id="doctor.check.screen">
   <source>Screen</source>
   <translation>Screen</translation>
  </message>
  <message id="doctor.check.avatar">
   <source>Her picture</source>
   <translation>Her picture</translation>
  </message>
  <message id="doctor.check.speaker">
   <source>Speaker</source>
   <translation>Speaker</translation>
  </message>
  <message id="doctor.check.microphone">
   <source>Microphone</source>
   <translation>Microphone</translation>
  </message>
  <message id="doctor.check.level">
   <source>Microphone level</source>
   <translation>Microphone level</translation>
  </message>
  <message id="doctor.check.echo">
   <source>Echo</source>
   <translation>Echo</translation>
  </message>
  <message id="doctor.check.voice">
   <source>Her voice</source>
   <translation>Her voice</translation>
  </message>
  <message id="doctor.check.ears">
   <source>Her ears</source>
   <translation>Her ears</translation>
  </message>
  <message id="doctor.check.brain">
   <source>Her brain</source>
   <translation>Her brain</translation>
  </message>
  <message id="doctor.check.models">
   <source>Models</source>
   <translation>Models</translation>
  </message>
  <message id="doctor.check.offline">
   <source>Network</source>
   <translation>Network</translation>
  </message>
  <message id="doctor.level.running">
   <source>Listening for two seconds …</source>
   <translation>Listening for two seconds …</translation>
  </message>
  <message id="doctor.echo.running">
   <source>She says a sentence, and listens to herself …</source>
   <translation>She says a sentence, and listens to herself …</translation>
  </message>
  <message id="doctor.brain.running">
   <source>She answers a greeting …</source>
   <translation>She answers a greeting …</translation>
  </message>
  <message id="doctor.settings.own">
   <source>Your own settings are in order: {path}</source>
   <translation>Your own settings are in order: {path}</translation>
  </message>
  <message id="doctor.settings.defaults">
   <source>You have changed nothing yet; your settings would lie in {path}</source>
   <translation>You have changed nothing yet; your settings would lie in {path}</translation>
  </message>
  <message id="doctor.disk.free">
   <source>{free_gb} GB are free.</source>
   <translation>{free_gb} GB are free.</translation>
  </message>
  <message id="doctor.disk.disk-little">
   <source>Only {free_gb} GB are free; models need more.</source>
   <translation>Only {free_gb} GB are free; models need more.</translation>
  </message>
  <message id="doctor.disk.disk-full">
   <source>Only {free_gb} GB are free: conversations may not be saved.</source>
   <translation>Only {free_gb} GB are free: conversations may not be saved.</translation>
  </message>
  <message id="doctor.memory.enough">
   <source>{available_gb} of {total_gb} GB are free; she takes about {needed_gb} GB.</source>
   <translation>{available_gb} of {total_gb} GB are free; she takes about {needed_gb} GB.</translation>
  </message>
  <message id="doctor.memory.memory-little">
   <source>{available_gb} of {total_gb} GB are free; she takes about {needed_gb} GB and may be slow.</source>
   <translation>{available_gb} of {total_gb} GB are free; she takes about {needed_gb} GB and may be slow.</translation>
  </message>
  <message id="doctor.characters.all">
   <source>{count} characters, all in order.</source>
   <translation>{count} characters, all in order.</translation>
  </message>
  <message id="doctor.database.whole">
   <source>{count} conversations, in order.</source>
   <translation>{count} conversations, in order.</translation>
  </message>
  <message id="doctor.database.set-aside">
   <source>A damaged file was set aside, and a new one begun.</source>
   <translation>A damaged file was set aside, and a new one begun.</translation>
  </message>
  <message id="doctor.screen.there">
   <source>Here.</source>
   <translation>Here.</translation>
  </message>
  <message id="doctor.screen.none">
   <source>No screen: the conversation is in the terminal.</source>
   <translation>No screen: the conversation is in the terminal.</translation>
  </message>
  <message id="doctor.avatar.drawn">
   <source>She was drawn in {ms} ms.</source>
   <translation>She was drawn in {ms} ms.</translation>
  </message>
  <message id="doctor.avatar.avatar-library">
   <source>A graphics library is missing on this system.</source>
   <translation>A graphics library is missing on this system.</translation>
  </message>
  <message id="doctor.avatar.avatar-broken">
   <source>She can't be drawn.</source>
   <translation>She can't be drawn.</translation>
  </message>
  <message id="doctor.speaker.opens">
   <source>{device} opens.</source>
   <translation>{device} opens.</translation>
  </message>
  <message id="doctor.microphone.opens">
   <source>{device} opens.</source>
   <translation>{device} opens.</translation>
  </message>
  <message id="doctor.level.heard">
   <source>It hears the room ({dbfs} dBFS at its loudest).</source>
   <translation>It hears the room ({dbfs} dBFS at its loudest).</translation>
  </message>
  <message id="doctor.level.microphone-silent">
   <source>It gives only silence: it is muted.</source>
   <translation>It gives only silence: it is muted.</translation>
  </message>
  <message id="doctor.level.microphone-quiet">
   <source>It is very quiet ({dbfs} dBFS at its loudest).</source>
   <translation>It is very quiet ({dbfs} dBFS at its loudest).</translation>
  </message>
  <message id="doctor.echo.none">
   <source>Her voice does not reach the microphone: you can speak over her.</source>
   <translation>Her voice does not reach the microphone: you can speak over her.</translation>
  </message>
  <message id="doctor.echo.cancelled">
   <source>Her voice is taken out of what the microphone hears: you can speak over her.</source>
   <translation>Her voice is taken out of what the microphone hears: you can speak over her.</translation>
  </message>
  <message id="doctor.echo.echo-half-duplex">
   <source>Her voice comes back too loud: she does not listen while she speaks.</source>
   <translation>Her voice comes back too loud: she does not listen while she speaks.</translation>
  </message>
  <message id="doctor.echo.headset">
   <source>Your settings say that you use a headset: nothing to cancel.</source>
   <translation>Your settings say that you use a headset: nothing to cancel.</translation>
  </message>
  <message id="doctor.echo.unknown">
   <source>It could not be decided; try again with the speaker a little louder.</source>
   <translation>It could not be decided; try again with the speaker a little louder.</translation>
  </message>
  <message id="doctor.voice.speaks">
   <source>{seconds} s of speech in {ms} ms.</source>
   <translation>{seconds} s of speech in {ms} ms.</translation>
  </message>
  <message id="doctor.voice.voice-silent">
   <source>The voice made no sound.</source>
   <translation>The voice made no sound.</translation>
  </message>
  <message id="doctor.ears.hear">
   <source>A spoken word was heard in {ms} ms.</source>
   <translation>A spoken word was heard in {ms} ms.</translation>
  </message>
  <message id="doctor.ears.ears-deaf">
   <source>A spoken word was not heard.</source>
   <translation>A spoken word was not heard.</translation>
  </message>
  <message id="doctor.brain.answers">
   <source>First word after {first_ms} ms, the whole reply in {done_ms} ms.</source>
   <translation>First word after {first_ms} ms, the whole reply in {done_ms} ms.</translation>
  </message>
  <message id="doctor.models.starter">
   <source>She thinks with the small starter model. Larger ones make her much smarter.</source>
   <translation>She thinks with the small starter model. Larger ones make her much smarter.</translation>
  </message>
  <message id="doctor.models.own">
   <source>{count} downloaded ({gb} GB), their records are in order.</source>
   <translation>{count} downloaded ({gb} GB), their records are in order.</translation>
  </message>
  <message id="doctor.offline.offline">
   <source>Connections to other computers are refused.</source>
   <translation>Connections to other computers are refused.</translation>
  </message>
  <message id="doctor.offline.online">
   <source>Offline is off: parts that you set up may use the network.</source>
   <translation>Offline is off: parts that you set up may use the network.</translation>
  </message>
  <message id="page.first_run">
   <source>Welcome guide …</source>
   <translation>Welcome guide …</translation>
  </message>
  <message id="first.title">
   <source>Welcome</source>
   <translation>Welcome</translation>
  </message>
  <message id="first.step">
   <source>Step {number} of {count}</source>
   <translation>Step {number} of {count}</translation>
  </message>
  <message id="first.back">
   <source>Back</source>
   <translation>Back</translation>
  </message>
  <message id="first.next">
   <source>Next</source>
   <translation>Next</translation>
  </message>
  <message id="first.skip">
   <source>Skip</source>
   <translation>Skip</translation>
  </message>
  <message id="first.begin">
   <source>Let's begin</source>
   <translation>Let's begin</translation>
  </message>
  <message id="first.later">
   <source>Later</source>
   <translation>Later</translation>
  </message>
  <message id="first.done">
   <source>Done</source>
   <translation>Done</translation>
  </message>
  <message id="first.language.title">
   <source>Nice to meet you!</source>
   <translation>Nice to meet you!</translation>
  </message>
  <message id="first.language.lead">
   <source>Which language do you like to speak with her?</source>
   <translation>Which language do you like to speak with her?</translation>
  </message>
  <message id="first.language.note">
   <source>You can change everything later. Esc closes this guide; she stays.</source>
   <translation>You can change everything later. Esc closes this guide; she stays.</translation>
  </message>
  <message id="first.character.title">
   <source>Who shall live with you?</source>
   <translation>Who shall live with you?</translation>
  </message>
  <message id="first.character.lead">
   <source>Choose one. You can change whenever you like, and make your own.</source>
   <translation>Choose one. You can change whenever you like, and make your own.</translation>
  </message>
  <message id="first.character.speaks">
   <source>Speaks {languages}</source>
   <translation>Speaks {languages}</translation>
  </message>
  <message id="first.voice.hear">
   <source>Hear {name}</source>
   <translation>Hear {name}</translation>
  </message>
  <message id="first.voice.making">
   <source>A moment …</source>
   <translation>A moment …</translation>
  </message>
  <message id="first.voice.stop">
   <source>Stop</source>
   <translation>Stop</translation>
  </message>
  <message id="first.speaker.title">
   <source>Can you hear her?</source>
   <translation>Can you hear her?</translation>
  </message>
  <message id="first.speaker.lead">
   <source>Play the test sound. If nothing is heard, choose another speaker.</source>
   <translation>Play the test sound. If nothing is heard, choose another speaker.</translation>
  </message>
  <message id="first.microphone.title">
   <source>Can she hear you?</source>
   <translation>Can she hear you?</translation>
  </message>
  <message id="first.microphone.lead">
   <source>Say something and watch the bar. Record a sentence to hear what she hears.</source>
   <translation>Say something and watch the bar. Record a sentence to hear what she hears.</translation>
  </message>
  <message id="first.mode">
   <source>When may she listen?</source>
   <translation>When may she listen?</translation>
  </message>
  <message id="first.mode.open">
   <source>Whenever I speak</source>
   <translation>Whenever I speak</translation>
  </message>
  <message id="first.mode.open.line">
   <source>Just talk to her. She waits until you have finished.</source>
   <translation>Just talk to her. She waits until you have finished.</translation>
  </message>
  <message id="first.mode.push_to_talk">
   <source>Only while I hold a key</source>
   <translation>Only while I hold a key</translation>
  </message>
  <message id="first.mode.push_to_talk.line">
   <source>Hold the space bar on her, or the button in the chat window.</source>
   <translation>Hold the space bar on her, or the button in the chat window.</translation>
  </message>
  <message id="first.mode.off">
   <source>Never, I write</source>
   <translation>Never, I write</translation>
  </message>
  <message id="first.mode.off.line">
   <source>The microphone stays closed. Double-click her to write.</source>
   <translation>The microphone stays closed. Double-click her to write.</translation>
  </message>
  <message id="first.privacy.title">
   <source>What stays between you two</source>
   <translation>What stays between you two</translation>
  </message>
  <message id="first.privacy.lead">
   <source>Everything. This is how it works.</source>
   <translation>Everything. This is how it works.</translation>
  </message>
  <message id="first.privacy.microphone">
   <source>Your voice is not recorded</source>
   <translation>Your voice is not recorded</translation>
  </message>
  <message id="first.privacy.microphone.line">
   <source>What you say becomes text on this computer, and the sound is forgotten at once.</source>
   <translation>What you say becomes text on this computer, and the sound is forgotten at once.</translation>
  </message>
  <message id="first.privacy.camera">
   <source>No camera</source>
   <translation>No camera</translation>
  </message>
  <message id="first.privacy.camera.line">
   <source>She never looks through a camera, and never at your screen.</source>
   <translation>She never looks through a camera, and never at your screen.</translation>
  </message>
  <message id="first.privacy.network">
   <source>No network</source>
   <translation>No network</translation>
  </message>
  <message id="first.privacy.network.line">
   <source>The program refuses every connection to another computer. Only a download that you ask for connects, and ends.</source>
   <translation>The program refuses every connection to another computer. Only a download that you ask for connects, and ends.</translation>
  </message>
  <message id="first.privacy.online">
   <source>The network is allowed</source>
   <translation>The network is allowed</translation>
  </message>
  <message id="first.privacy.online.line">
   <source>You have turned offline mode off: parts that you set up (a model server, say) may connect. Everything else stays on this computer.</source>
   <translation>You have turned offline mode off: parts that you set up (a model server, say) may connect. Everything else stays on this computer.</translation>
  </message>
  <message id="first.privacy.kept">
   <source>Your conversations are yours</source>
   <translation>Your conversations are yours</translation>
  </message>
  <message id="first.privacy.kept.line">
   <source>They lie in one file on this computer. You can search, export or delete them for good.</source>
   <translation>They lie in one file on this computer. You can search, export or delete them for good.</translation>
  </message>
  <message id="first.place.data">
   <source>Your settings, characters, models and conversations: {path}</source>
   <translation>Your settings, characters, models and conversations: {path}</translation>
  </message>
  <message id="first.place.open">
   <source>Open that folder</source>
   <translation>Open that folder</translation>
  </message>
  <message id="first.models.title">
   <source>What this computer can do</source>
   <translation>What this computer can do</translation>
  </message>
  <message id="first.models.lead">
   <source>She can begin at once. Better models make her much smarter.</source>
   <translation>She can begin at once. Better models make her much smarter.</translation>
  </message>
  <message id="first.models.starter">
   <source>Start at once, without a download</source>
   <translation>Start at once, without a download</translation>
  </message>
  <message id="first.models.starter.line">
   <source>Small starter models come with the program: everyday small talk, about a thousand sentences that she understands by ear, a clear robotic voice. Just press Next.</source>
   <translation>Small starter models come with the program: everyday small talk, about a thousand sentences that she understands by ear, a clear robotic voice. Just press Next.</translation>
  </message>
  <message id="first.models.better">
   <source>Better ones for this computer</source>
   <translation>Better ones for this computer</translation>
  </message>
  <message id="first.models.whole">
   <source>All together {size}. A download goes on while you talk with her, can be paused, and is used as soon as it is here. You find all models under Models in her menu.</source>
   <translation>All together {size}. A download goes on while you talk with her, can be paused, and is used as soon as it is here. You find all models under Models in her menu.</translation>
  </message>
  <message id="first.models.none">
   <source>On this computer nothing larger runs well. The starter models are the right ones.</source>
   <translation>On this computer nothing larger runs well. The starter models are the right ones.</translation>
  </message>
  <message id="first.ready.title">
   <source>She is yours</source>
   <translation>She is yours</translation>
  </message>
  <message id="first.ready.lead">
   <source>Four things to know, then talk.</source>
   <translation>Four things to know, then talk.</translation>
  </message>
  <message id="first.ready.talk">
   <source>Talk</source>
   <translation>Talk</translation>
  </message>
  <message id="first.ready.talk.line">
   <source>Just speak. Speak over her and she stops; Esc stops her too.</source>
   <translation>Just speak. Speak over her and she stops; Esc stops her too.</translation>
  </message>
  <message id="first.ready.write">
   <source>Write</source>
   <translation>Write</translation>
  </message>
  <message id="first.ready.write.line">
   <source>Double-click her for the chat window.</source>
   <translation>Double-click her for the chat window.</translation>
  </message>
  <message id="first.ready.touch">
   <source>Touch</source>
   <translation>Touch</translation>
  </message>
  <message id="first.ready.touch.line">
   <source>Pat her head, poke her, drag her where you like. The wheel makes her larger or smaller.</source>
   <translation>Pat her head, poke her, drag her where you like. The wheel makes her larger or smaller.</translation>
  </message>
  <message id="first.ready.menu">
   <source>Everything else</source>
   <translation>Everything else</translation>
  </message>
  <message id="first.ready.menu.line">
   <source>A right click on her opens the menu: characters, settings, models, and this guide.</source>
   <translation>A right click on her opens the menu: characters, settings, models, and this guide.</translation>
  </message>
  <message id="first.ready.chat">
   <source>Write her the first line</source>
   <translation>Write her the first line</translation>
  </message>
  <message id="first.failed">
   <source>That could not be kept: {problem}</source>
   <translation>That could not be kept: {problem}</translation>
  </message>
  <message id="set.hotkeys.come_back">
   <source>Hotkey: come back</source>
   <translation>Hotkey: come back</translation>
  </message>
  <message id="set.hotkeys.come_back.help">
   <source>Works in any program: she comes onto this screen, in front. Leave it empty for none.</source>
   <translation>Works in any program: she comes onto this screen, in front. Leave it empty for none.</translation>
  </message>
  <message id="set.hotkeys.talk">
   <source>Hotkey: hold to talk</source>
   <translation>Hotkey: hold to talk</translation>
  </message>
  <message id="set.hotkeys.talk.help">
   <source>Works in any program, when she listens while you hold a key.</source>
   <translation>Works in any program, when she listens while you hold a key.</translation>
  </message>
  <message id="set.hotkeys.mute">
   <source>Hotkey: microphone</source>
   <translation>Hotkey: microphone</translation>
  </message>
  <message id="set.hotkeys.mute.help">
   <source>Works in any program: the microphone on or off.</source>
   <translation>Works in any program: the microphone on or off.</translation>
  </message>
  <message id="set.hotkeys.quiet">
   <source>Hotkey: do not disturb</source>
   <translation>Hotkey: do not disturb</translation>
  </message>
  <message id="set.hotkeys.quiet.help">
   <source>Works in any program: she neither listens nor speaks until you press it again.</source>
   <translation>Works in any program: she neither listens nor speaks until you press it again.</translation>
  </message>
  <message id="sheet.expressions">
   <source>Expressions …</source>
   <translation>Expressions …</translation>
  </message>
  <message id="sheet.expressions.opening">
   <source>Opening the model …</source>
   <translation>Opening the model …</translation>
  </message>
  <message id="live2d.title">
   <source>Expressions of {name}</source>
   <translation>Expressions of {name}</translation>
  </message>
  <message id="live2d.lead">
   <source>What she shows for each feeling. Move through the list and look at her; the guesses are often right.</source>
   <translation>What she shows for each feeling. Move through the list and look at her; the guesses are often right.</translation>
  </message>
  <message id="live2d.itself">
   <source>By itself: {name}</source>
   <translation>By itself: {name}</translation>
  </message>
  <message id="live2d.house">
   <source>The house's face</source>
   <translation>The house's face</translation>
  </message>
  <message id="live2d.house_itself">
   <source>By itself: the house's face</source>
   <translation>By itself: the house's face</translation>
  </message>
  <message id="live2d.strength">
   <source>How strong</source>
   <translation>How strong</translation>
  </message>
  <message id="live2d.talking">
   <source>She talks</source>
   <translation>She talks</translation>
  </message>
  <message id="live2d.choose">
   <source>Expression for {feeling}</source>
   <translation>Expression for {feeling}</translation>
  </message>
  <message id="live2d.guesses">
   <source>All by themselves</source>
   <translation>All by themselves</translation>
  </message>
  <message id="live2d.save">
   <source>Save</source>
   <translation>Save</translation>
  </message>
  <message id="live2d.copy">
   <source>Copy the lines</source>
   <translation>Copy the lines</translation>
  </message>
  <message id="live2d.saved">
   <source>Saved in {file}.</source>
   <translation>Saved in {file}.</translation>
  </message>
  <message id="live2d.copied">
   <source>Copied. Paste the lines into her character.yaml.</source>
   <translation>Copied. Paste the lines into her character.yaml.</translation>
  </message>
  <message id="live2d.failed">
   <source>It could not be saved: {why}</source>
   <translation>It could not be saved: {why}</translation>
  </message>
  <message id="live2d.none">
   <source>This model has no expressions: she shows feelings with the house's face.</source>
   <translation>This model has no expressions: she shows feelings with the house's face.</translation>
  </message>
  <message id="page.make">
   <source>Make a character …</source>
   <translation>Make a character …</translation>
  </message>
  <message id="make.title">
   <source>Make a character</source>
   <translation>Make a character</translation>
  </message>
  <message id="make.title.of">
   <source>Make a character: {name}</source>
   <translation>Make a character: {name}</translation>
  </message>
  <message id="make.reading">
   <source>Looking at what is there …</source>
   <translation>Looking at what is there …</translation>
  </message>
  <message id="make.back">
   <source>Back</source>
   <translation>Back</translation>
  </message>
  <message id="make.next">
   <source>Next</source>
   <translation>Next</translation>
  </message>
  <message id="make.step.who">
   <source>Who</source>
   <translation>Who</translation>
  </message>
  <message id="make.step.sources">
   <source>Texts</source>
   <translation>Texts</translation>
  </message>
  <message id="make.step.how">
   <source>How</source>
   <translation>How</translation>
  </message>
  <message id="make.step.run">
   <source>Making</source>
   <translation>Making</translation>
  </message>
  <message id="make.step.report">
   <source>Report</source>
   <translation>Report</translation>
  </message>
  <message id="make.step.now">
   <source>the step you are at</source>
   <translation>the step you are at</translation>
  </message>
  <message id="make.start.what">
   <source>Describe someone, or bring her along as a character card, novels or chat logs. A small model of her own is trained on this computer.</source>
   <translation>Describe someone, or bring her along as a character card, novels or chat logs. A small model of her own is trained on this computer.</translation>
  </message>
  <message id="make.start.how">
   <source>It takes minutes on the built-in base, or hours on a large model with a graphics card. You can stop at any time and go on later. Nothing is downloaded unasked.</source>
   <translation>It takes minutes on the built-in base, or hours on a large model with a graphics card. You can stop at any time and go on later. Nothing is downloaded unasked.</translation>
  </message>
  <message id="make.start.new">
   <source>New character</source>
   <translation>New character</translation>
  </message>
  <message id="make.start.unfinished">
   <source>Being made</source>
   <translation>Being made</translation>
  </message>
  <message id="make.start.version">
   <source>version {number} in the menu</source>
   <translation>version {number} in the menu</translation>
  </message>
  <message id="make.standing.draft">
   <source>described</source>
   <translation>described</translation>
  </message>
  <message id="make.standing.unfinished">
   <source>unfinished</source>
   <translation>unfinished</translation>
  </message>
  <message id="make.standing.running">
   <source>being made</source>
   <translation>being made</translation>
  </message>
  <message id="make.standing.passed">
   <source>passed</source>
   <translation>passed</translation>
  </message>
  <message id="make.standing.not_passed">
   <source>not good enough yet</source>
   <translation>not good enough yet</translation>
  </message>
  <message id="make.standing.in_menu">
   <source>in the menu</source>
   <translation>in the menu</translation>
  </message>
  <message id="make.standing.broken">
   <source>her sheet is wrong</source>
   <translation>her sheet is wrong</translation>
  </message>
  <message id="make.open.draft">
   <source>Go on</source>
   <translation>Go on</translation>
  </message>
  <message id="make.open.unfinished">
   <source>Go on</source>
   <translation>Go on</translation>
  </message>
  <message id="make.open.running">
   <source>Watch</source>
   <translation>Watch</translation>
  </message>
  <message id="make.open.passed">
   <source>Read her report card</source>
   <translation>Read her report card</translation>
  </message>
  <message id="make.open.not_passed">
   <source>Read her report card</source>
   <translation>Read her report card</translation>
  </message>
  <message id="make.open.in_menu">
   <source>Make her anew</source>
   <translation>Make her anew</translation>
  </message>
  <message id="make.discard">
   <source>Throw away</source>
   <translation>Throw away</translation>
  </message>
  <message id="make.undo">
   <source>Bring back the one thrown away</source>
   <translation>Bring back the one thrown away</translation>
  </message>
  <message id="make.name">
   <source>Her name</source>
   <translation>Her name</translation>
  </message>
  <message id="make.name.example">
   <source>Mira</source>
   <translation>Mira</translation>
  </message>
  <message id="make.name.missing">
   <source>She needs a name.</source>
   <translation>She needs a name.</translation>
  </message>
  <message id="make.language">
   <source>She speaks</source>
   <translation>She speaks</translation>
  </message>
  <message id="make.ko">
   <source>Korean</source>
   <translation>Korean</translation>
  </message>
  <message id="make.en">
   <source>English</source>
   <translation>English</translation>
  </message>
  <message id="make.begin">
   <source>Begin with</source>
   <translation>Begin with</translation>
  </message>
  <message id="make.begin.blank">
   <source>A friendly nobody</source>
   <translation>A friendly nobody</translation>
  </message>
  <message id="make.begin.blank.about">
   <source>Kind and curious; knows small talk and feelings. What you write below makes her someone.</source>
   <translation>Kind and curious; knows small talk and feelings. What you write below makes her someone.</translation>
  </message>
  <message id="make.one_line">
   <source>Who is she, in one sentence?</source>
   <translation>Who is she, in one sentence?</translation>
  </message>
  <message id="make.one_line.hint">
   <source>She always keeps this in mind.</source>
   <translation>She always keeps this in mind.</translation>
  </message>
  <message id="make.one_line.example">
   <source>A lighthouse keeper who collects the stories of ships.</source>
   <translation>A lighthouse keeper who collects the stories of ships.</translation>
  </message>
  <message id="make.traits">
   <source>What is she like?</source>
   <translation>What is she like?</translation>
  </message>
  <message id="make.traits.hint">
   <source>A few words with commas.</source>
   <translation>A few words with commas.</translation>
  </message>
  <message id="make.traits.example">
   <source>calm, curious, a little stubborn</source>
   <translation>calm, curious, a little stubborn</translation>
  </message>
  <message id="make.manner">
   <source>How does she talk?</source>
   <translation>How does she talk?</translation>
  </message>
  <message id="make.manner.haeyo">
   <source>politely (해요)</source>
   <translation>politely (해요)</translation>
  </message>
  <message id="make.manner.haeyo.level">
   <source>다정한 해요체</source>
   <translation>다정한 해요체</translation>
  </message>
  <message id="make.manner.banmal">
   <source>like a friend (반말)</source>
   <translation>like a friend (반말)</translation>
  </message>
  <message id="make.manner.banmal.level">
   <source>편하고 다정한 반말</source>
   <translation>편하고 다정한 반말</translation>
  </message>
  <message id="make.manner.hapsyo">
   <source>formally (합쇼)</source>
   <translation>formally (합쇼)</translation>
  </message>
  <message id="make.manner.hapsyo.level">
   <source>정중한 합쇼체 존댓말</source>
   <translation>정중한 합쇼체 존댓말</translation>
  </message>
  <message id="make.manner.warm">
   <source>warmly</source>
   <translation>warmly</translation>
  </message>
  <message id="make.manner.warm.level">
   <source>warm, simple, a little playful</source>
   <translation>warm, simple, a little playful</translation>
  </message>
  <message id="make.manner.playful">
   <source>teasingly</source>
   <translation>teasingly</translation>
  </message>
  <message id="make.manner.playful.level">
   <source>playful and teasing, quick and short</source>
   <translation>playful and teasing, quick and short</translation>
  </message>
  <message id="make.manner.formal">
   <source>formally</source>
   <translation>formally</translation>
  </message>
  <message id="make.manner.formal.level">
   <source>polite and old-fashioned, in full sentences</source>
   <translation>polite and old-fashioned, in full sentences</translation>
  </message>
  <message id="make.level">
   <source>Her manner in your words</source>
   <translation>Her manner in your words</translation>
  </message>
  <message id="make.level.hint">
   <source>Choose one above, or write your own.</source>
   <translation>Choose one above, or write your own.</translation>
  </message>
  <message id="make.level.example">
   <source>dry and gentle, with sea words</source>
   <translation>dry and gentle, with sea words</translation>
  </message>
  <message id="make.rules">
   <source>Rules for her speech</source>
   <translation>Rules for her speech</translation>
  </message>
  <message id="make.rules.hint">
   <source>One a line.</source>
   <translation>One a line.</translation>
  </message>
  <message id="make.rules.example">
   <source>Speaks in one or two short sentences.
Never swears.</source>
   <translation>Speaks in one or two short sentences.
Never swears.</translation>
  </message>
  <message id="make.examples">
   <source>How would she answer?</source>
   <translation>How would she answer?</translation>
  </message>
  <message id="make.examples.hint">
   <source>Two lines each: what you say, then what she answers. The more of these, the more she is herself. A feeling may stand before her answer: [joy] You came!</source>
   <translation>Two lines each: what you say, then what she answers. The more of these, the more she is herself. A feeling may stand before her answer: [joy] You came!</translation>
  </message>
  <message id="make.examples.example">
   <source>Are you cold up there?
The wind and I are old friends.
I had a bad day.
[worried] Sit down. The light will keep us company.</source>
   <translation>Are you cold up there?
The wind and I are old friends.
I had a bad day.
[worried] Sit down. The light will keep us company.</translation>
  </message>
  <message id="make.greeting">
   <source>What does she say when she comes?</source>
   <translation>What does she say when she comes?</translation>
  </message>
  <message id="make.greeting.hint">
   <source>Spoken without thinking, every time she appears.</source>
   <translation>Spoken without thinking, every time she appears.</translation>
  </message>
  <message id="make.greeting.example">
   <source>[joy] There you are! I saw your light.</source>
   <translation>[joy] There you are! I saw your light.</translation>
  </message>
  <message id="make.backstory">
   <source>Her story</source>
   <translation>Her story</translation>
  </message>
  <message id="make.backstory.hint">
   <source>As she would tell it; an empty line begins a new paragraph.</source>
   <translation>As she would tell it; an empty line begins a new paragraph.</translation>
  </message>
  <message id="make.backstory.example">
   <source>I grew up in the lighthouse …</source>
   <translation>I grew up in the lighthouse …</translation>
  </message>
  <message id="make.relation">
   <source>Who are you to her?</source>
   <translation>Who are you to her?</translation>
  </message>
  <message id="make.relation.hint">
   <source>So that she knows whom she talks with.</source>
   <translation>So that she knows whom she talks with.</translation>
  </message>
  <message id="make.relation.example">
   <source>An old friend who visits every evening.</source>
   <translation>An old friend who visits every evening.</translation>
  </message>
  <message id="make.sources.what">
   <source>Do you have texts of her? Add them, or drop them here. You can also go on without any.</source>
   <translation>Do you have texts of her? Add them, or drop them here. You can also go on without any.</translation>
  </message>
  <message id="make.sources.kinds">
   <source>A character card fills her profile (PNG, JSON, CHARX, versions 1 to 3; Open-LLM-VTuber YAML). Novels and scripts (txt, md, epub, pdf, docx, hwp, srt), chat logs such as KakaoTalk exports, and data sets of other programs (JSON, JSONL) teach her words; lines under her name count as hers.</source>
   <translation>A character card fills her profile (PNG, JSON, CHARX, versions 1 to 3; Open-LLM-VTuber YAML). Novels and scripts (txt, md, epub, pdf, docx, hwp, srt), chat logs such as KakaoTalk exports, and data sets of other programs (JSON, JSONL) teach her words; lines under her name count as hers.</translation>
  </message>
  <message id="make.sources.file">
   <source>Add files …</source>
   <translation>Add files …</translation>
  </message>
  <message id="make.sources.folder">
   <source>Add a folder …</source>
   <translation>Add a folder …</translation>
  </message>
  <message id="make.sources.none">
   <source>Nothing yet.</source>
   <translation>Nothing yet.</translation>
  </message>
  <message id="make.sources.remove">
   <source>Take out</source>
   <translation>Take out</translation>
  </message>
  <message id="make.beginning">
   <source>Putting it all together …</source>
   <translation>Putting it all together …</translation>
  </message>
  <message id="make.weights">
   <source>{count} weights</source>
   <translation>{count} weights</translation>
  </message>
  <message id="make.licence">
   <source>licence {name}</source>
   <translation>licence {name}</translation>
  </message>
  <message id="make.licence.nc">
   <source>licence {name}: not for sale</source>
   <translation>licence {name}: not for sale</translation>
  </message>
  <message id="make.here">
   <source>is here</source>
   <translation>is here</translation>
  </message>
  <message id="make.download">
   <source>download, {size}</source>
   <translation>download, {size}</translation>
  </message>
  <message id="make.preset.starter">
   <source>Small and quick</source>
   <translation>Small and quick</translation>
  </message>
  <message id="make.preset.starter.about">
   <source>The built-in base. Works on any computer in minutes, without a download. She knows everyday small talk in her own manner, not more.</source>
   <translation>The built-in base. Works on any computer in minutes, without a download. She knows everyday small talk in her own manner, not more.</translation>
  </message>
  <message id="make.preset.qwen3-4b">
   <source>Qwen3 4B</source>
   <translation>Qwen3 4B</translation>
  </message>
  <message id="make.preset.qwen3-4b.about">
   <source>QLoRA on one graphics card with about 6 GB.</source>
   <translation>QLoRA on one graphics card with about 6 GB.</translation>
  </message>
  <message id="make.preset.qwen2.5-7b">
   <source>Qwen2.5 7B</source>
   <translation>Qwen2.5 7B</translation>
  </message>
  <message id="make.preset.qwen2.5-7b.about">
   <source>QLoRA on one graphics card with about 8 GB.</source>
   <translation>QLoRA on one graphics card with about 8 GB.</translation>
  </message>
  <message id="make.preset.exaone-3.5">
   <source>EXAONE 3.5 7.8B</source>
   <translation>EXAONE 3.5 7.8B</translation>
  </message>
  <message id="make.preset.exaone-3.5.about">
   <source>A base that is strong in Korean; QLoRA on one graphics card.</source>
   <translation>A base that is strong in Korean; QLoRA on one graphics card.</translation>
  </message>
  <message id="make.preset.llama-2-ko">
   <source>Llama 2 ko 7B</source>
   <translation>Llama 2 ko 7B</translation>
  </message>
  <message id="make.preset.llama-2-ko.about">
   <source>A Korean Llama 2; QLoRA on one graphics card.</source>
   <translation>A Korean Llama 2; QLoRA on one graphics card.</translation>
  </message>
  <message id="make.preset.exagirl">
   <source>As EXAGIRL</source>
   <translation>As EXAGIRL</translation>
  </message>
  <message id="make.preset.exagirl.about">
   <source>890 dialogues by GPT-4o; her manner first, then herself.</source>
   <translation>890 dialogues by GPT-4o; her manner first, then herself.</translation>
  </message>
  <message id="make.preset.megumin">
   <source>As Megumin Persona</source>
   <translation>As Megumin Persona</translation>
  </message>
  <message id="make.preset.megumin.about">
   <source>Novels and questions with answers in her voice.</source>
   <translation>Novels and questions with answers in her voice.</translation>
  </message>
  <message id="make.preset.fairy-tale">
   <source>As the fairy tales</source>
   <translation>As the fairy tales</translation>
  </message>
  <message id="make.preset.fairy-tale.about">
   <source>From her profile to scenes to dialogues, written by EXAONE 3.5, learned by Qwen3 4B.</source>
   <translation>From her profile to scenes to dialogues, written by EXAONE 3.5, learned by Qwen3 4B.</translation>
  </message>
  <message id="make.preset.bloodtype">
   <source>As the blood types</source>
   <translation>As the blood types</translation>
  </message>
  <message id="make.preset.bloodtype.about">
   <source>One 4-bit base and four small adapters that are swapped on it.</source>
   <translation>One 4-bit base and four small adapters that are swapped on it.</translation>
  </message>
  <message id="make.preset.ldcc">
   <source>As the scripts by emotion</source>
   <translation>As the scripts by emotion</translation>
  </message>
  <message id="make.preset.ldcc.about">
   <source>Lines with words of feeling teach her to write scripts; with preference training.</source>
   <translation>Lines with words of feeling teach her to write scripts; with preference training.</translation>
  </message>
  <message id="make.plan">
   <source>What it takes</source>
   <translation>What it takes</translation>
  </message>
  <message id="make.plan.reading">
   <source>Working out what it takes …</source>
   <translation>Working out what it takes …</translation>
  </message>
  <message id="make.plan.time">
   <source>about {time}</source>
   <translation>about {time}</translation>
  </message>
  <message id="make.plan.memory">
   <source>{size} of memory</source>
   <translation>{size} of memory</translation>
  </message>
  <message id="make.plan.disk">
   <source>{size} of disk ({free} free)</source>
   <translation>{size} of disk ({free} free)</translation>
  </message>
  <message id="make.plan.full">
   <source>The disk has not enough room.</source>
   <translation>The disk has not enough room.</translation>
  </message>
  <message id="make.plan.ready">
   <source>Nothing stands in the way.</source>
   <translation>Nothing stands in the way.</translation>
  </message>
  <message id="make.plan.time.least">
   <source>at least {time}</source>
   <translation>at least {time}</translation>
  </message>
  <message id="make.more">
   <source>More settings</source>
   <translation>More settings</translation>
  </message>
  <message id="make.teacher">
   <source>A server that writes conversations for her</source>
   <translation>A server that writes conversations for her</translation>
  </message>
  <message id="make.teacher.hint">
   <source>Any that speaks OpenAI's protocol, such as Ollama. Empty: only your own lines are used.</source>
   <translation>Any that speaks OpenAI's protocol, such as Ollama. Empty: only your own lines are used.</translation>
  </message>
  <message id="make.teacher.example">
   <source>http://127.0.0.1:11434/v1</source>
   <translation>http://127.0.0.1:11434/v1</translation>
  </message>
  <message id="make.teacher_model">
   <source>The model's name there</source>
   <translation>The model's name there</translation>
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
   <translation>Another base</translation>
  </message>
  <message id="make.base.hint">
   <source>A folder with a Hugging Face model, or its id on the hub. Its licence counts for her too.</source>
   <translation>A folder with a Hugging Face model, or its id on the hub. Its licence counts for her too.</translation>
  </message>
  <message id="make.base.example">
   <source>Qwen/Qwen3-4B-Instruct-2507</source>
   <translation>Qwen/Qwen3-4B-Instruct-2507</translation>
  </message>
  <message id="make.settings">
   <source>Settings of the recipe</source>
   <translation>Settings of the recipe</translation>
  </message>
  <message id="make.settings.hint">
   <source>key=value, one a line; docs/recipe.md explains them.</source>
   <translation>key=value, one a line; docs/recipe.md explains them.</translation>
  </message>
  <message id="make.settings.example">
   <source>train.stages.0.epochs=4
data.variations=12</source>
   <translation>train.stages.0.epochs=4
data.variations=12</translation>
  </message>
  <message id="make.go">
   <source>Make her</source>
   <translation>Make her</translation>
  </message>
  <message id="make.stage.collect">
   <source>Reading the texts</source>
   <translation>Reading the texts</translation>
  </message>
  <message id="make.stage.clean">
   <source>Cleaning them</source>
   <translation>Cleaning them</translation>
  </message>
  <message id="make.stage.scenes">
   <source>Thinking up scenes</source>
   <translation>Thinking up scenes</translation>
  </message>
  <message id="make.stage.dialogues">
   <source>Writing conversations</source>
   <translation>Writing conversations</translation>
  </message>
  <message id="make.stage.prepare">
   <source>Sorting what she learns</source>
   <translation>Sorting what she learns</translation>
  </message>
  <message id="make.stage.preferences">
   <source>Pairs of good and bad answers</source>
   <translation>Pairs of good and bad answers</translation>
  </message>
  <message id="make.stage.check">
   <source>Is there enough, and is it good?</source>
   <translation>Is there enough, and is it good?</translation>
  </message>
  <message id="make.stage.train">
   <source>Training</source>
   <translation>Training</translation>
  </message>
  <message id="make.stage.dpo">
   <source>Training on preferences</source>
   <translation>Training on preferences</translation>
  </message>
  <message id="make.stage.merge">
   <source>Putting the model together</source>
   <translation>Putting the model together</translation>
  </message>
  <message id="make.stage.convert">
   <source>Writing it for the app</source>
   <translation>Writing it for the app</translation>
  </message>
  <message id="make.stage.quantize">
   <source>Making it small</source>
   <translation>Making it small</translation>
  </message>
  <message id="make.stage.verify">
   <source>Proving that nothing got lost</source>
   <translation>Proving that nothing got lost</translation>
  </message>
  <message id="make.stage.evaluate">
   <source>Writing her report card</source>
   <translation>Writing her report card</translation>
  </message>
  <message id="make.stage.register">
   <source>Into the menu</source>
   <translation>Into the menu</translation>
  </message>
  <message id="make.condition.waits">
   <source>still to come</source>
   <translation>still to come</translation>
  </message>
  <message id="make.condition.running">
   <source>at work</source>
   <translation>at work</translation>
  </message>
  <message id="make.condition.done">
   <source>done</source>
   <translation>done</translation>
  </message>
  <message id="make.condition.skipped">
   <source>not needed, or done before</source>
   <translation>not needed, or done before</translation>
  </message>
  <message id="make.condition.failed">
   <source>failed</source>
   <translation>failed</translation>
  </message>
  <message id="make.run.bar">
   <source>How far she is</source>
   <translation>How far she is</translation>
  </message>
  <message id="make.run.begins">
   <source>Looking whether anything stands in the way</source>
   <translation>Looking whether anything stands in the way</translation>
  </message>
  <message id="make.run.count">
   <source>{done} of {total}</source>
   <translation>{done} of {total}</translation>
  </message>
  <message id="make.run.stage">
   <source>step {number} of {of}</source>
   <translation>step {number} of {of}</translation>
  </message>
  <message id="make.run.left">
   <source>about {time} left</source>
   <translation>about {time} left</translation>
  </message>
  <message id="make.run.tip">
   <source>You may close this window and go on talking; she is made in the background. If you quit the program, it goes on from here the next time.</source>
   <translation>You may close this window and go on talking; she is made in the background. If you quit the program, it goes on from here the next time.</translation>
  </message>
  <message id="make.run.idle">
   <source>Not begun</source>
   <translation>Not begun</translation>
  </message>
  <message id="make.run.stopped">
   <source>Stopped. What is done is kept.</source>
   <translation>Stopped. What is done is kept.</translation>
  </message>
  <message id="make.run.failed">
   <source>It stopped on the way</source>
   <translation>It stopped on the way</translation>
  </message>
  <message id="make.run.finished">
   <source>Done! Read her report card before she enters the menu.</source>
   <translation>Done! Read her report card before she enters the menu.</translation>
  </message>
  <message id="make.run.stages">
   <source>Steps</source>
   <translation>Steps</translation>
  </message>
  <message id="make.run.loss">
   <source>How well she knows her lines (lower is better)</source>
   <translation>How well she knows her lines (lower is better)</translation>
  </message>
  <message id="make.run.loss.now">
   <source>{loss} at step {step}</source>
   <translation>{loss} at step {step}</translation>
  </message>
  <message id="make.run.loss.dots">
   <source>dots: on lines that she does not learn</source>
   <translation>dots: on lines that she does not learn</translation>
  </message>
  <message id="make.run.samples">
   <source>She learns from lines like these</source>
   <translation>She learns from lines like these</translation>
  </message>
  <message id="make.run.log">
   <source>What was said on the way</source>
   <translation>What was said on the way</translation>
  </message>
  <message id="make.later">
   <source>Go on in the background</source>
   <translation>Go on in the background</translation>
  </message>
  <message id="make.stop">
   <source>Stop</source>
   <translation>Stop</translation>
  </message>
  <message id="make.go_on">
   <source>Go on</source>
   <translation>Go on</translation>
  </message>
  <message id="make.read">
   <source>Read her report card</source>
   <translation>Read her report card</translation>
  </message>
  <message id="make.report.passed">
   <source>{name} has passed everything.</source>
   <translation>{name} has passed everything.</translation>
  </message>
  <message id="make.report.failed">
   <source>{name} is not good enough yet: {count} of her figures are below the mark.</source>
   <translation>{name} is not good enough yet: {count} of her figures are below the mark.</translation>
  </message>
  <message id="make.report.about">
   <source>{answers} answers were judged. Base: {base}. Her model: {size}.</source>
   <translation>{answers} answers were judged. Base: {base}. Her model: {size}.</translation>
  </message>
  <message id="make.report.figures">
   <source>Figures</source>
   <translation>Figures</translation>
  </message>
  <message id="make.report.least">
   <source>at least {limit}</source>
   <translation>at least {limit}</translation>
  </message>
  <message id="make.report.most">
   <source>at most {limit}</source>
   <translation>at most {limit}</translation>
  </message>
  <message id="make.report.mend">
   <source>{name}: what helps</source>
   <translation>{name}: what helps</translation>
  </message>
  <message id="make.report.samples">
   <source>What she says</source>
   <translation>What she says</translation>
  </message>
  <message id="make.report.open">
   <source>Whole report …</source>
   <translation>Whole report …</translation>
  </message>
  <message id="make.report.change">
   <source>Open her folder</source>
   <translation>Open her folder</translation>
  </message>
  <message id="make.gate.json_valid">
   <source>answers in the right form</source>
   <translation>answers in the right form</translation>
  </message>
  <message id="make.gate.json_valid_free">
   <source>the same, without help</source>
   <translation>the same, without help</translation>
  </message>
  <message id="make.gate.emotion">
   <source>her face suits what was said</source>
   <translation>her face suits what was said</translation>
  </message>
  <message id="make.gate.style">
   <source>speaks in her manner</source>
   <translation>speaks in her manner</translation>
  </message>
  <message id="make.gate.identity">
   <source>knows who she is</source>
   <translation>knows who she is</translation>
  </message>
  <message id="make.gate.leak">
   <source>names another model or maker</source>
   <translation>names another model or maker</translation>
  </message>
  <message id="make.gate.language">
   <source>answers in your language</source>
   <translation>answers in your language</translation>
  </message>
  <message id="make.gate.stop">
   <source>comes to an end</source>
   <translation>comes to an end</translation>
  </message>
  <message id="make.gate.quant_drop">
   <source>lost by making it small</source>
   <translation>lost by making it small</translation>
  </message>
  <message id="make.mend.emotion">
   <source>Add examples in which something sad, funny or frightening is said, with her feeling before the answer; or train longer (train.stages.0.epochs).</source>
   <translation>Add examples in which something sad, funny or frightening is said, with her feeling before the answer; or train longer (train.stages.0.epochs).</translation>
  </message>
  <message id="make.mend.identity">
   <source>Add examples of "who are you?" in several ways, or train longer.</source>
   <translation>Add examples of "who are you?" in several ways, or train longer.</translation>
  </message>
  <message id="make.mend.style">
   <source>Add examples in her manner, and take out texts in which she talks otherwise.</source>
   <translation>Add examples in her manner, and take out texts in which she talks otherwise.</translation>
  </message>
  <message id="make.mend.json_valid_free">
   <source>Train longer (train.stages.0.epochs).</source>
   <translation>Train longer (train.stages.0.epochs).</translation>
  </message>
  <message id="make.mend.stop">
   <source>Train longer (train.stages.0.epochs).</source>
   <translation>Train longer (train.stages.0.epochs).</translation>
  </message>
  <message id="make.mend.language">
   <source>Add examples in the language that she speaks.</source>
   <translation>Add examples in the language that she speaks.</translation>
  </message>
  <message id="make.mend.leak">
   <source>Add examples of "who made you?".</source>
   <translation>Add examples of "who made you?".</translation>
  </message>
  <message id="make.mend.quant_drop">
   <source>Make it less small: deploy=q8_0 in the settings.</source>
   <translation>Make it less small: deploy=q8_0 in the settings.</translation>
  </message>
  <message id="make.promote">
   <source>Bring her into the menu</source>
   <translation>Bring her into the menu</translation>
  </message>
  <message id="make.promote.anyway">
   <source>Bring her in anyway</source>
   <translation>Bring her in anyway</translation>
  </message>
  <message id="make.promoted">
   <source>{name} stands in the menu!</source>
   <translation>{name} stands in the menu!</translation>
  </message>
  <message id="make.error.base-offline">
   <source>The base is not on this computer, and Companion is offline.</source>
   <translation>The base is not on this computer, and Companion is offline.</translation>
  </message>
  <message id="make.error.base-offline.hint">
   <source>Allow downloads in the settings, or choose “Small and quick”.</source>
   <translation>Allow downloads in the settings, or choose “Small and quick”.</translation>
  </message>
  <message id="make.error.teacher-model-missing">
   <source>The recipe wants a model that writes conversations, and none is named.</source>
   <translation>The recipe wants a model that writes conversations, and none is named.</translation>
  </message>
  <message id="make.error.teacher-model-missing.hint">
   <source>Name a server and its model under “More settings”.</source>
   <translation>Name a server and its model under “More settings”.</translation>
  </message>
  <message id="make.error.name-invalid">
   <source>That can't be a name.</source>
   <translation>That can't be a name.</translation>
  </message>
  <message id="make.error.name-invalid.hint">
   <source>At most 60 characters, none of " \ | # &lt; &gt; or brackets.</source>
   <translation>At most 60 characters, none of " \ | # &lt; &gt; or brackets.</translation>
  </message>
  <message id="make.error.source-missing">
   <source>A file that was added is not there any more.</source>
   <translation>A file that was added is not there any more.</translation>
  </message>
  <message id="make.error.source-missing.hint">
   <source>Go back and choose it again.</source>
   <translation>Go back and choose it again.</translation>
  </message>
  <message id="make.error.memory">
   <source>There is not enough memory.</source>
   <translation>There is not enough memory.</translation>
  </message>
  <message id="make.error.memory.hint">
   <source>Choose a smaller base, or close other programs.</source>
   <translation>Choose a smaller base, or close other programs.</translation>
  </message>
  <message id="make.talk">
   <source>Talk to {name} now</source>
   <translation>Talk to {name} now</translation>
  </message>
  <message id="page.models_page">
   <source>Models …</source>
   <translation>Models …</translation>
  </message>
  <message id="models.title">
   <source>Models</source>
   <translation>Models</translation>
  </message>
  <message id="models.reading">
   <source>Looking at what is here …</source>
   <translation>Looking at what is here …</translation>
  </message>
  <message id="models.machine">
   <source>This computer: {memory} GB of memory, {cores} cores, {free} free on the disk.</source>
   <translation>This computer: {memory} GB of memory, {cores} cores, {free} free on the disk.</translation>
  </message>
  <message id="models.folder">
   <source>Open the folder</source>
   <translation>Open the folder</translation>
  </message>
  <message id="models.kind.brain">
   <source>Brain</source>
   <translation>Brain</translation>
  </message>
  <message id="models.kind.ears">
   <source>Ears</source>
   <translation>Ears</translation>
  </message>
  <message id="models.kind.voice">
   <source>Voice</source>
   <translation>Voice</translation>
  </message>
  <message id="models.kind.brain.tip">
   <source>What she thinks with</source>
   <translation>What she thinks with</translation>
  </message>
  <message id="models.kind.ears.tip">
   <source>How she hears you</source>
   <translation>How she hears you</translation>
  </message>
  <message id="models.kind.voice.tip">
   <source>How she speaks</source>
   <translation>How she speaks</translation>
  </message>
  <message id="models.language.ko">
   <source>Korean</source>
   <translation>Korean</translation>
  </message>
  <message id="models.language.en">
   <source>English</source>
   <translation>English</translation>
  </message>
  <message id="models.about">
   <source>about {size}</source>
   <translation>about {size}</translation>
  </message>
  <message id="models.memory">
   <source>{size} of memory</source>
   <translation>{size} of memory</translation>
  </message>
  <message id="models.non_commercial">
   <source>no commercial use</source>
   <translation>no commercial use</translation>
  </message>
  <message id="models.in_use">
   <source>In use</source>
   <translation>In use</translation>
  </message>
  <message id="models.advised">
   <source>Recommended here</source>
   <translation>Recommended here</translation>
  </message>
  <message id="models.here">
   <source>On this computer</source>
   <translation>On this computer</translation>
  </message>
  <message id="models.no_engine">
   <source>Not in this version</source>
   <translation>Not in this version</translation>
  </message>
  <message id="models.fit.well">
   <source>Runs well</source>
   <translation>Runs well</translation>
  </message>
  <message id="models.fit.enough">
   <source>Runs</source>
   <translation>Runs</translation>
  </message>
  <message id="models.fit.slow">
   <source>Slow here</source>
   <translation>Slow here</translation>
  </message>
  <message id="models.fit.no">
   <source>Too large</source>
   <translation>Too large</translation>
  </message>
  <message id="models.used_by">
   <source>Asked for by {names}</source>
   <translation>Asked for by {names}</translation>
  </message>
  <message id="models.own_in_use">
   <source>In use now: {name}, a model of your own.</source>
   <translation>In use now: {name}, a model of your own.</translation>
  </message>
  <message id="models.built_in.brain">
   <source>Starter brain</source>
   <translation>Starter brain</translation>
  </message>
  <message id="models.built_in.ears">
   <source>Starter ears</source>
   <translation>Starter ears</translation>
  </message>
  <message id="models.built_in.voice">
   <source>The voice that each character chooses</source>
   <translation>The voice that each character chooses</translation>
  </message>
  <message id="models.built_in.brain.note">
   <source>Comes with the program. Tiny: everyday small talk only, but it works on any computer.</source>
   <translation>Comes with the program. Tiny: everyday small talk only, but it works on any computer.</translation>
  </message>
  <message id="models.built_in.ears.note">
   <source>Come with the program. They know about a thousand everyday sentences, no free speech.</source>
   <translation>Come with the program. They know about a thousand everyday sentences, no free speech.</translation>
  </message>
  <message id="models.built_in.voice.note">
   <source>Usually eSpeak NG, which comes with the program: clear, robotic, Korean and English.</source>
   <translation>Usually eSpeak NG, which comes with the program: clear, robotic, Korean and English.</translation>
  </message>
  <message id="models.use">
   <source>Use it</source>
   <translation>Use it</translation>
  </message>
  <message id="models.get">
   <source>Download ({size})</source>
   <translation>Download ({size})</translation>
  </message>
  <message id="models.go_on">
   <source>Go on ({done} of {size})</source>
   <translation>Go on ({done} of {size})</translation>
  </message>
  <message id="models.discard">
   <source>Delete the part</source>
   <translation>Delete the part</translation>
  </message>
  <message id="models.verify">
   <source>Check the files</source>
   <translation>Check the files</translation>
  </message>
  <message id="models.delete">
   <source>Delete</source>
   <translation>Delete</translation>
  </message>
  <message id="models.mend">
   <source>Download again what is wrong</source>
   <translation>Download again what is wrong</translation>
  </message>
  <message id="models.working">
   <source>A moment …</source>
   <translation>A moment …</translation>
  </message>
  <message id="models.progress">
   <source>Download of {name}</source>
   <translation>Download of {name}</translation>
  </message>
  <message id="models.pause">
   <source>Pause</source>
   <translation>Pause</translation>
  </message>
  <message id="models.cancel">
   <source>Cancel</source>
   <translation>Cancel</translation>
  </message>
  <message id="models.agree">
   <source>Agree and download {size}</source>
   <translation>Agree and download {size}</translation>
  </message>
  <message id="models.not_now">
   <source>Not now</source>
   <translation>Not now</translation>
  </message>
  <message id="models.read_licence">
   <source>Read the licence</source>
   <translation>Read the licence</translation>
  </message>
  <message id="models.licence">
   <source>Licence: {name}. Commercial use is allowed. {terms}</source>
   <translation>Licence: {name}. Commercial use is allowed. {terms}</translation>
  </message>
  <message id="models.licence.nc">
   <source>Licence: {name}. Commercial use is NOT allowed. {terms}</source>
   <translation>Licence: {name}. Commercial use is NOT allowed. {terms}</translation>
  </message>
  <message id="models.from">
   <source>From {hub}: {size}. Afterwards {room} stay free on the disk.</source>
   <translation>From {hub}: {size}. Afterwards {room} stay free on the disk.</translation>
  </message>
  <message id="models.pinned">
   <source>Every file is compared with a fingerprint that this program knows.</source>
   <translation>Every file is compared with a fingerprint that this program knows.</translation>
  </message>
  <message id="models.unpinned">
   <source>For this model no fingerprint is known beforehand. What comes first is remembered, and anything else later is refused.</source>
   <translation>For this model no fingerprint is known beforehand. What comes first is remembered, and anything else later is refused.</translation>
  </message>
  <message id="models.offline">
   <source>Companion is offline, and stays so. For this one download a separate program connects to {hub} and ends with it. Nothing about you or your conversations is sent. (To allow the network always: Settings, or `offline: false` in conf.yaml.)</source>
   <translation>Companion is offline, and stays so. For this one download a separate program connects to {hub} and ends with it. Nothing about you or your conversations is sent. (To allow the network always: Settings, or `offline: false` in conf.yaml.)</translation>
  </message>
  <message id="models.not_chatml">
   <source>Its turns are written in another form than this program's: she will be clumsy with it.</source>
   <translation>Its turns are written in another form than this program's: she will be clumsy with it.</translation>
  </message>
  <message id="models.warn.slow">
   <source>On this computer she will take long to answer with it.</source>
   <translation>On this computer she will take long to answer with it.</translation>
  </message>
  <message id="models.warn.no">
   <source>It needs more memory than this computer has. It will hardly run.</source>
   <translation>It needs more memory than this computer has. It will hardly run.</translation>
  </message>
  <message id="models.no_room">
   <source>The disk has no room for it. Free some space first.</source>
   <translation>The disk has no room for it. Free some space first.</translation>
  </message>
  <message id="models.ask_delete">
   <source>Delete {name}? That frees {size}. It can be downloaded again.</source>
   <translation>Delete {name}? That frees {size}. It can be downloaded again.</translation>
  </message>
  <message id="models.ask_delete_used">
   <source>{name} is in use. Without it she falls silent until you choose another. Delete it all the same? That frees {size}.</source>
   <translation>{name} is in use. Without it she falls silent until you choose another. Delete it all the same? That frees {size}.</translation>
  </message>
  <message id="models.really_delete">
   <source>Delete it</source>
   <translation>Delete it</translation>
  </message>
  <message id="models.keep">
   <source>Keep it</source>
   <translation>Keep it</translation>
  </message>
  <message id="models.stage.connecting">
   <source>Connecting …</source>
   <translation>Connecting …</translation>
  </message>
  <message id="models.stage.waiting">
   <source>The connection broke off; trying again …</source>
   <translation>The connection broke off; trying again …</translation>
  </message>
  <message id="models.stage.checking">
   <source>Checking the files …</source>
   <translation>Checking the files …</translation>
  </message>
  <message id="models.stage.done">
   <source>Nearly there …</source>
   <translation>Nearly there …</translation>
  </message>
  <message id="models.stage.stopping">
   <source>Stopping …</source>
   <translation>Stopping …</translation>
  </message>
  <message id="models.of">
   <source>{done} of {total}</source>
   <translation>{done} of {total}</translation>
  </message>
  <message id="models.rate">
   <source>{rate}/s</source>
   <translation>{rate}/s</translation>
  </message>
  <message id="models.left">
   <source>{time} left</source>
   <translation>{time} left</translation>
  </message>
  <message id="models.seconds">
   <source>{count} s</source>
   <translation>{count} s</translation>
  </message>
  <message id="models.minutes">
   <source>{count} min</source>
   <translation>{count} min</translation>
  </message>
  <message id="models.hours">
   <source>{count} h</source>
   <translation>{count} h</translation>
  </message>
  <message id="models.said.arrived">
   <source>It is here and in order. Press “Use it”, and she thinks, hears or speaks with it.</source>
   <translation>It is here and in order. Press “Use it”, and she thinks, hears or speaks with it.</translation>
  </message>
  <message id="models.said.used">
   <source>She uses it now.</source>
   <translation>She uses it now.</translation>
  </message>
  <message id="models.said.used_later">
   <source>It is written into your settings. She uses it from the next start.</source>
   <translation>It is written into your settings. She uses it from the next start.</translation>
  </message>
  <message id="models.said.in_order">
   <source>In order: {count} files checked.</source>
   <translation>In order: {count} files checked.</translation>
  </message>
  <message id="models.said.wrong">
   <source>Damaged: {files}.</source>
   <translation>Damaged: {files}.</translation>
  </message>
  <message id="models.said.deleted">
   <source>Deleted. {size} are free again.</source>
   <translation>Deleted. {size} are free again.</translation>
  </message>
  <message id="models.foot">
   <source>Nothing is downloaded unless you ask for it. Sizes and licences come from the catalogue that ships with the program.</source>
   <translation>Nothing is downloaded unless you ask for it. Sizes and licences come from the catalogue that ships with the program.</translation>
  </message>
  <message id="models.foot.voice">
   <source>Nothing is downloaded unless you ask for it. No neural voice for Korean can be used yet; the built-in eSpeak NG speaks it.</source>
   <translation>Nothing is downloaded unless you ask for it. No neural voice for Korean can be used yet; the built-in eSpeak NG speaks it.</translation>
  </message>
  <message id="set.character">
   <source>Who greets you</source>
   <translation>Who greets you</translation>
  </message>
  <message id="set.character.help">
   <source>The character on your desktop when the program starts.</source>
   <translation>The character on your desktop when the program starts.</translation>
  </message>
  <message id="set.language">
   <source>Language of the windows</source>
   <translation>Language of the windows</translation>
  </message>
  <message id="set.language.help">
   <source>She herself speaks the languages of her character.</source>
   <translation>She herself speaks the languages of her character.</translation>
  </message>
  <message id="set.language.auto">
   <source>As the system</source>
   <translation>As the system</translation>
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
   <translation>Stay offline</translation>
  </message>
  <message id="set.offline.help">
   <source>Refuses every connection to another computer. Everything built in works without one.</source>
   <translation>Refuses every connection to another computer. Everything built in works without one.</translation>
  </message>
  <message id="set.microphone.device">
   <source>Microphone</source>
   <translation>Microphone</translation>
  </message>
  <message id="set.microphone.device.help">
   <source>What is plugged in while this page is open appears by itself.</source>
   <translation>What is plugged in while this page is open appears by itself.</translation>
  </message>
  <message id="set.microphone.mode">
   <source>When she listens</source>
   <translation>When she listens</translation>
  </message>
  <message id="set.microphone.mode.help">
   <source>Always: just talk. With a key: only while you hold the button or the space bar.</source>
   <translation>Always: just talk. With a key: only while you hold the button or the space bar.</translation>
  </message>
  <message id="set.microphone.mode.open">
   <source>Always</source>
   <translation>Always</translation>
  </message>
  <message id="set.microphone.mode.push_to_talk">
   <source>While I hold a key</source>
   <translation>While I hold a key</translation>
  </message>
  <message id="set.microphone.mode.off">
   <source>Never</source>
   <translation>Never</translation>
  </message>
  <message id="set.microphone.echo">
   <source>Her voice in the microphone</source>
   <translation>Her voice in the microphone</translation>
  </message>
  <message id="set.microphone.echo.help">
   <source>How her own voice is kept from being taken for yours.</source>
   <translation>How her own voice is kept from being taken for yours.</translation>
  </message>
  <message id="set.microphone.echo.auto">
   <source>Cancel it</source>
   <translation>Cancel it</translation>
  </message>
  <message id="set.microphone.echo.half_duplex">
   <source>Don't listen while she speaks</source>
   <translation>Don't listen while she speaks</translation>
  </message>
  <message id="set.microphone.echo.headset">
   <source>I wear a headset</source>
   <translation>I wear a headset</translation>
  </message>
  <message id="set.microphone.speech_threshold">
   <source>How sure that it is speech</source>
   <translation>How sure that it is speech</translation>
  </message>
  <message id="set.microphone.speech_threshold.help">
   <source>Higher: noise is ignored more often. Lower: soft voices are heard more often.</source>
   <translation>Higher: noise is ignored more often. Lower: soft voices are heard more often.</translation>
  </message>
  <message id="set.microphone.hold_complete_ms">
   <source>Silence after a finished sentence</source>
   <translation>Silence after a finished sentence</translation>
  </message>
  <message id="set.microphone.hold_complete_ms.help">
   <source>How long she waits before she answers a sentence that sounds finished.</source>
   <translation>How long she waits before she answers a sentence that sounds finished.</translation>
  </message>
  <message id="set.microphone.hold_unsure_ms">
   <source>Silence when it is unclear</source>
   <translation>Silence when it is unclear</translation>
  </message>
  <message id="set.microphone.hold_unsure_ms.help">
   <source>How long she waits when you might not be finished.</source>
   <translation>How long she waits when you might not be finished.</translation>
  </message>
  <message id="set.microphone.hold_unfinished_ms">
   <source>Silence in mid-sentence</source>
   <translation>Silence in mid-sentence</translation>
  </message>
  <message id="set.microphone.hold_unfinished_ms.help">
   <source>How long she waits when you clearly have more to say. Longer: you can think in peace.</source>
   <translation>How long she waits when you clearly have more to say. Longer: you can think in peace.</translation>
  </message>
  <message id="set.microphone.pre_roll_ms">
   <source>Sound kept from before</source>
   <translation>Sound kept from before</translation>
  </message>
  <message id="set.microphone.pre_roll_ms.help">
   <source>So that the first syllable is not cut off.</source>
   <translation>So that the first syllable is not cut off.</translation>
  </message>
  <message id="set.microphone.min_speech_ms">
   <source>Shortest speech</source>
   <translation>Shortest speech</translation>
  </message>
  <message id="set.microphone.min_speech_ms.help">
   <source>Shorter bursts of sound are taken for noise.</source>
   <translation>Shorter bursts of sound are taken for noise.</translation>
  </message>
  <message id="set.speaker.device">
   <source>Speaker</source>
   <translation>Speaker</translation>
  </message>
  <message id="set.speaker.device.help">
   <source>Where her voice comes from.</source>
   <translation>Where her voice comes from.</translation>
  </message>
  <message id="set.speaker.volume">
   <source>Volume</source>
   <translation>Volume</translation>
  </message>
  <message id="set.speaker.volume.help">
   <source>How loud she is, also while she speaks.</source>
   <translation>How loud she is, also while she speaks.</translation>
  </message>
  <message id="set.speaker.voice_on">
   <source>Speak aloud</source>
   <translation>Speak aloud</translation>
  </message>
  <message id="set.speaker.voice_on.help">
   <source>Off: she answers in text only.</source>
   <translation>Off: she answers in text only.</translation>
  </message>
  <message id="set.barge_in.enabled">
   <source>Interrupt her by speaking</source>
   <translation>Interrupt her by speaking</translation>
  </message>
  <message id="set.barge_in.enabled.help">
   <source>She becomes quiet when you speak over her. Off: she finishes first.</source>
   <translation>She becomes quiet when you speak over her. Off: she finishes first.</translation>
  </message>
  <message id="set.barge_in.confirm_ms">
   <source>Speech that stops her</source>
   <translation>Speech that stops her</translation>
  </message>
  <message id="set.barge_in.confirm_ms.help">
   <source>How long you must speak over her until she stops. She becomes quieter at once.</source>
   <translation>How long you must speak over her until she stops. She becomes quieter at once.</translation>
  </message>
  <message id="set.barge_in.duck_db">
   <source>Quieter while unsure</source>
   <translation>Quieter while unsure</translation>
  </message>
  <message id="set.barge_in.duck_db.help">
   <source>By how much her voice is lowered until it is clear whether you mean her.</source>
   <translation>By how much her voice is lowered until it is clear whether you mean her.</translation>
  </message>
  <message id="set.barge_in.resume_ms">
   <source>Going on after a false alarm</source>
   <translation>Going on after a false alarm</translation>
  </message>
  <message id="set.barge_in.resume_ms.help">
   <source>After a cough or a door she goes on within this time.</source>
   <translation>After a cough or a door she goes on within this time.</translation>
  </message>
  <message id="set.ears.engine">
   <source>Speech recognition</source>
   <translation>Speech recognition</translation>
  </message>
  <message id="set.ears.engine.help">
   <source>What turns your words into text.</source>
   <translation>What turns your words into text.</translation>
  </message>
  <message id="set.ears.model">
   <source>Ears model</source>
   <translation>Ears model</translation>
  </message>
  <message id="set.ears.model.help">
   <source>Larger models understand more and take longer. Others can be downloaded under Models.</source>
   <translation>Larger models understand more and take longer. Others can be downloaded under Models.</translation>
  </message>
  <message id="set.ears.language">
   <source>Language you speak</source>
   <translation>Language you speak</translation>
  </message>
  <message id="set.ears.language.help">
   <source>One language is understood better than a guess between two.</source>
   <translation>One language is understood better than a guess between two.</translation>
  </message>
  <message id="set.ears.language.character">
   <source>As the character</source>
   <translation>As the character</translation>
  </message>
  <message id="set.ears.language.auto">
   <source>Recognize it each time</source>
   <translation>Recognize it each time</translation>
  </message>
  <message id="set.ears.language.ko">
   <source>Korean</source>
   <translation>Korean</translation>
  </message>
  <message id="set.ears.language.en">
   <source>English</source>
   <translation>English</translation>
  </message>
  <message id="set.ears.compute_type">
   <source>Number format of the ears</source>
   <translation>Number format of the ears</translation>
  </message>
  <message id="set.ears.compute_type.help">
   <source>int8 suits processors, float16 graphics cards.</source>
   <translation>int8 suits processors, float16 graphics cards.</translation>
  </message>
  <message id="set.ears.device">
   <source>Ears run on</source>
   <translation>Ears run on</translation>
  </message>
  <message id="set.ears.device.help">
   <source>The graphics card needs NVIDIA's CUDA libraries.</source>
   <translation>The graphics card needs NVIDIA's CUDA libraries.</translation>
  </message>
  <message id="set.ears.device.cpu">
   <source>Processor</source>
   <translation>Processor</translation>
  </message>
  <message id="set.ears.device.cuda">
   <source>Graphics card</source>
   <translation>Graphics card</translation>
  </message>
  <message id="set.ears.threads">
   <source>Processor threads of the ears</source>
   <translation>Processor threads of the ears</translation>
  </message>
  <message id="set.ears.threads.help">
   <source>More may be faster; she needs some to think, too.</source>
   <translation>More may be faster; she needs some to think, too.</translation>
  </message>
  <message id="set.ears.short_window">
   <source>Look at the words alone</source>
   <translation>Look at the words alone</translation>
  </message>
  <message id="set.ears.short_window.help">
   <source>Reads only what you said instead of 30 seconds padded with silence: several times faster.</source>
   <translation>Reads only what you said instead of 30 seconds padded with silence: several times faster.</translation>
  </message>
  <message id="set.brain.engine">
   <source>Where she thinks</source>
   <translation>Where she thinks</translation>
  </message>
  <message id="set.brain.engine.help">
   <source>On this computer, or on a server that speaks the OpenAI protocol.</source>
   <translation>On this computer, or on a server that speaks the OpenAI protocol.</translation>
  </message>
  <message id="set.brain.model">
   <source>Brain model</source>
   <translation>Brain model</translation>
  </message>
  <message id="set.brain.model.help">
   <source>A GGUF file. Larger models talk better and take longer. Others can be downloaded under Models.</source>
   <translation>A GGUF file. Larger models talk better and take longer. Others can be downloaded under Models.</translation>
  </message>
  <message id="set.brain.adapter">
   <source>Model adapter</source>
   <translation>Model adapter</translation>
  </message>
  <message id="set.brain.adapter.help">
   <source>A LoRA adapter (GGUF) that was trained for exactly this model. Usually none.</source>
   <translation>A LoRA adapter (GGUF) that was trained for exactly this model. Usually none.</translation>
  </message>
  <message id="set.brain.context">
   <source>Memory of one conversation</source>
   <translation>Memory of one conversation</translation>
  </message>
  <message id="set.brain.context.help">
   <source>How many tokens she sees at once. More needs more memory.</source>
   <translation>How many tokens she sees at once. More needs more memory.</translation>
  </message>
  <message id="set.brain.threads">
   <source>Processor threads of the brain</source>
   <translation>Processor threads of the brain</translation>
  </message>
  <message id="set.brain.threads.help">
   <source>0 means: one less than the processor has cores.</source>
   <translation>0 means: one less than the processor has cores.</translation>
  </message>
  <message id="set.brain.gpu_layers">
   <source>Layers on the graphics card</source>
   <translation>Layers on the graphics card</translation>
  </message>
  <message id="set.brain.gpu_layers.help">
   <source>-1 means: as many as fit. 0: none.</source>
   <translation>-1 means: as many as fit. 0: none.</translation>
  </message>
  <message id="set.brain.batch">
   <source>Tokens read in one step</source>
   <translation>Tokens read in one step</translation>
  </message>
  <message id="set.brain.batch.help">
   <source>Larger steps read faster but can be stopped later.</source>
   <translation>Larger steps read faster but can be stopped later.</translation>
  </message>
  <message id="set.brain.reuse_prefix">
   <source>Keep what was read</source>
   <translation>Keep what was read</translation>
  </message>
  <message id="set.brain.reuse_prefix.help">
   <source>Off only to measure what it saves: every answer begins later then.</source>
   <translation>Off only to measure what it saves: every answer begins later then.</translation>
  </message>
  <message id="set.brain.temperature">
   <source>Imagination</source>
   <translation>Imagination</translation>
  </message>
  <message id="set.brain.temperature.help">
   <source>0: always the likeliest words. Higher: more surprising, in the end confused.</source>
   <translation>0: always the likeliest words. Higher: more surprising, in the end confused.</translation>
  </message>
  <message id="set.brain.top_p">
   <source>Share of likely words</source>
   <translation>Share of likely words</translation>
  </message>
  <message id="set.brain.top_p.help">
   <source>Only the likeliest words that make up this share are considered. 1: all.</source>
   <translation>Only the likeliest words that make up this share are considered. 1: all.</translation>
  </message>
  <message id="set.brain.top_k">
   <source>Number of likely words</source>
   <translation>Number of likely words</translation>
  </message>
  <message id="set.brain.top_k.help">
   <source>Only this many of the likeliest words are considered. 0: all.</source>
   <translation>Only this many of the likeliest words are considered. 0: all.</translation>
  </message>
  <message id="set.brain.min_p">
   <source>Least likelihood</source>
   <translation>Least likelihood</translation>
  </message>
  <message id="set.brain.min_p.help">
   <source>Only words at least this likely beside the likeliest. 0: all.</source>
   <translation>Only words at least this likely beside the likeliest. 0: all.</translation>
  </message>
  <message id="set.brain.repeat_penalty">
   <source>Avoid repetition</source>
   <translation>Avoid repetition</translation>
  </message>
  <message id="set.brain.repeat_penalty.help">
   <source>Above 1 she avoids words that came lately. 1: off.</source>
   <translation>Above 1 she avoids words that came lately. 1: off.</translation>
  </message>
  <message id="set.brain.max_tokens">
   <source>Longest reply</source>
   <translation>Longest reply</translation>
  </message>
  <message id="set.brain.max_tokens.help">
   <source>In tokens; about two Korean letters or one short English word each.</source>
   <translation>In tokens; about two Korean letters or one short English word each.</translation>
  </message>
  <message id="set.brain.max_sentences">
   <source>Sentences in a reply</source>
   <translation>Sentences in a reply</translation>
  </message>
  <message id="set.brain.max_sentences.help">
   <source>She ends after so many at the latest.</source>
   <translation>She ends after so many at the latest.</translation>
  </message>
  <message id="set.brain.recall">
   <source>Lines written for her</source>
   <translation>Lines written for her</translation>
  </message>
  <message id="set.brain.recall.help">
   <source>How many fitting lines of her own she is reminded of before each answer. 0: none.</source>
   <translation>How many fitting lines of her own she is reminded of before each answer. 0: none.</translation>
  </message>
  <message id="set.brain.seed">
   <source>Random seed</source>
   <translation>Random seed</translation>
  </message>
  <message id="set.brain.seed.help">
   <source>A fixed number makes her answers repeatable.</source>
   <translation>A fixed number makes her answers repeatable.</translation>
  </message>
  <message id="set.brain.url">
   <source>Address of the server</source>
   <translation>Address of the server</translation>
  </message>
  <message id="set.brain.url.help">
   <source>Only where she thinks on a server. What you say goes there.</source>
   <translation>Only where she thinks on a server. What you say goes there.</translation>
  </message>
  <message id="set.brain.api_key_env">
   <source>Variable that holds the key</source>
   <translation>Variable that holds the key</translation>
  </message>
  <message id="set.brain.api_key_env.help">
   <source>The name of an environment variable. The key itself is never written down here.</source>
   <translation>The name of an environment variable. The key itself is never written down here.</translation>
  </message>
  <message id="set.brain.remote_model">
   <source>Model on the server</source>
   <translation>Model on the server</translation>
  </message>
  <message id="set.brain.remote_model.help">
   <source>Its name as the server calls it.</source>
   <translation>Its name as the server calls it.</translation>
  </message>
  <message id="set.voice.engine">
   <source>Voice engine</source>
   <translation>Voice engine</translation>
  </message>
  <message id="set.voice.engine.help">
   <source>By the character, or the same one for everybody.</source>
   <translation>By the character, or the same one for everybody.</translation>
  </message>
  <message id="set.voice.model">
   <source>Piper voice</source>
   <translation>Piper voice</translation>
  </message>
  <message id="set.voice.model.help">
   <source>For Piper only: a voice file. Others can be downloaded under Models.</source>
   <translation>For Piper only: a voice file. Others can be downloaded under Models.</translation>
  </message>
  <message id="set.voice.speed">
   <source>Speed</source>
   <translation>Speed</translation>
  </message>
  <message id="set.voice.speed.help">
   <source>1 is the voice's own.</source>
   <translation>1 is the voice's own.</translation>
  </message>
  <message id="set.voice.emotion">
   <source>Feeling in the voice</source>
   <translation>Feeling in the voice</translation>
  </message>
  <message id="set.voice.emotion.help">
   <source>Her mood changes speed and pitch.</source>
   <translation>Her mood changes speed and pitch.</translation>
  </message>
  <message id="set.conversation.speculate">
   <source>Think ahead</source>
   <translation>Think ahead</translation>
  </message>
  <message id="set.conversation.speculate.help">
   <source>She begins with the answer before you have quite finished: she answers sooner.</source>
   <translation>She begins with the answer before you have quite finished: she answers sooner.</translation>
  </message>
  <message id="set.conversation.history_turns">
   <source>Turns she remembers</source>
   <translation>Turns she remembers</translation>
  </message>
  <message id="set.conversation.history_turns.help">
   <source>How much of the earlier conversation she knows when she answers.</source>
   <translation>How much of the earlier conversation she knows when she answers.</translation>
  </message>
  <message id="set.conversation.mood_half_life_s">
   <source>How long a mood lasts</source>
   <translation>How long a mood lasts</translation>
  </message>
  <message id="set.conversation.mood_half_life_s.help">
   <source>After this time half of it is gone.</source>
   <translation>After this time half of it is gone.</translation>
  </message>
  <message id="set.conversation.touch_words">
   <source>Answer when touched</source>
   <translation>Answer when touched</translation>
  </message>
  <message id="set.conversation.touch_words.help">
   <source>Patted or poked, she says something now and then. Her face answers either way.</source>
   <translation>Patted or poked, she says something now and then. Her face answers either way.</translation>
  </message>
  <message id="set.window.scale">
   <source>Size</source>
   <translation>Size</translation>
  </message>
  <message id="set.window.scale.help">
   <source>The wheel over her changes it, too.</source>
   <translation>The wheel over her changes it, too.</translation>
  </message>
  <message id="set.window.always_on_top">
   <source>Always on top</source>
   <translation>Always on top</translation>
  </message>
  <message id="set.window.always_on_top.help">
   <source>She stands before other windows.</source>
   <translation>She stands before other windows.</translation>
  </message>
  <message id="set.window.framed">
   <source>In a window</source>
   <translation>In a window</translation>
  </message>
  <message id="set.window.framed.help">
   <source>She stands in an ordinary window with a frame, for those who prefer it and for recording.</source>
   <translation>She stands in an ordinary window with a frame, for those who prefer it and for recording.</translation>
  </message>
  <message id="set.window.ground">
   <source>Colour behind her</source>
   <translation>Colour behind her</translation>
  </message>
  <message id="set.window.ground.help">
   <source>In that window only, such as #00b140 for a green screen. Empty: the house's own.</source>
   <translation>In that window only, such as #00b140 for a green screen. Empty: the house's own.</translation>
  </message>
  <message id="set.window.theme">
   <source>Light or dark</source>
   <translation>Light or dark</translation>
  </message>
  <message id="set.window.theme.help">
   <source>The colours of all windows.</source>
   <translation>The colours of all windows.</translation>
  </message>
  <message id="set.window.theme.auto">
   <source>As the system</source>
   <translation>As the system</translation>
  </message>
  <message id="set.window.theme.light">
   <source>Light</source>
   <translation>Light</translation>
  </message>
  <message id="set.window.theme.dark">
   <source>Dark</source>
   <translation>Dark</translation>
  </message>
  <message id="set.window.click_through">
   <source>Click past her</source>
   <translation>Click past her</translation>
  </message>
  <message id="set.window.click_through.help">
   <source>Only her body catches the mouse; beside it you reach what lies below.</source>
   <translation>Only her body catches the mouse; beside it you reach what lies below.</translation>
  </message>
  <message id="set.window.fps">
   <source>Frames per second</source>
   <translation>Frames per second</translation>
  </message>
  <message id="set.window.fps.help">
   <source>While she talks; at rest it is half. Less saves power.</source>
   <translation>While she talks; at rest it is half. Less saves power.</translation>
  </message>
  <message id="set.window.show_latency">
   <source>Show how long answers took</source>
   <translation>Show how long answers took</translation>
  </message>
  <message id="set.window.show_latency.help">
   <source>Seconds from your last word to her first sound.</source>
   <translation>Seconds from your last word to her first sound.</translation>
  </message>
  <message id="set.window.position">
   <source>Her place</source>
   <translation>Her place</translation>
  </message>
  <message id="set.window.position.help">
   <source>Where she stands at the start. Otherwise: lower right, then where you left her.</source>
   <translation>Where she stands at the start. Otherwise: lower right, then where you left her.</translation>
  </message>
  <message id="set.models.hub">
   <source>Where models come from</source>
   <translation>Where models come from</translation>
  </message>
  <message id="set.models.hub.help">
   <source>auto, or the https address of a mirror. Nothing is downloaded unless you ask for it.</source>
   <translation>auto, or the https address of a mirror. Nothing is downloaded unless you ask for it.</translation>
  </message>
  <message id="set.log.level">
   <source>Program log</source>
   <translation>Program log</translation>
  </message>
  <message id="set.log.level.help">
   <source>How much it writes down. What was said never stands in it.</source>
   <translation>How much it writes down. What was said never stands in it.</translation>
  </message>
  <message id="set.log.level.debug">
   <source>Everything</source>
   <translation>Everything</translation>
  </message>
  <message id="set.log.level.info">
   <source>The usual</source>
   <translation>The usual</translation>
  </message>
  <message id="set.log.level.warning">
   <source>Warnings</source>
   <translation>Warnings</translation>
  </message>
  <message id="set.log.level.error">
   <source>Errors only</source>
   <translation>Errors only</translation>
  </message>
  <message id="page.settings">
   <source>Settings …</source>
   <translation>Settings …</translation>
  </message>
  <message id="settings.title">
   <source>Settings</source>
   <translation>Settings</translation>
  </message>
  <message id="settings.search">
   <source>Search the settings</source>
   <translation>Search the settings</translation>
  </message>
  <message id="settings.found">
   <source>Found: {count}</source>
   <translation>Found: {count}</translation>
  </message>
  <message id="settings.nothing">
   <source>Nothing found for “{words}”.</source>
   <translation>Nothing found for “{words}”.</translation>
  </message>
  <message id="settings.nothing.help">
   <source>Try another word: voice, size, key, language.</source>
   <translation>Try another word: voice, size, key, language.</translation>
  </message>
  <message id="settings.page.you">
   <source>You and her</source>
   <translation>You and her</translation>
  </message>
  <message id="settings.page.microphone">
   <source>Microphone</source>
   <translation>Microphone</translation>
  </message>
  <message id="settings.page.voice">
   <source>Voice</source>
   <translation>Voice</translation>
  </message>
  <message id="settings.page.ears">
   <source>Ears</source>
   <translation>Ears</translation>
  </message>
  <message id="settings.page.brain">
   <source>Brain</source>
   <translation>Brain</translation>
  </message>
  <message id="settings.page.conversation">
   <source>Conversation</source>
   <translation>Conversation</translation>
  </message>
  <message id="settings.page.window">
   <source>Window</source>
   <translation>Window</translation>
  </message>
  <message id="settings.page.privacy">
   <source>Privacy</source>
   <translation>Privacy</translation>
  </message>
  <message id="settings.page.advanced">
   <source>Advanced</source>
   <translation>Advanced</translation>
  </message>
  <message id="settings.page.you.help">
   <source>Who is there, and in which language.</source>
   <translation>Who is there, and in which language.</translation>
  </message>
  <message id="settings.page.microphone.help">
   <source>How she hears you.</source>
   <translation>How she hears you.</translation>
  </message>
  <message id="settings.page.voice.help">
   <source>How you hear her.</source>
   <translation>How you hear her.</translation>
  </message>
  <message id="settings.page.ears.help">
   <source>How she understands you.</source>
   <translation>How she understands you.</translation>
  </message>
  <message id="settings.page.brain.help">
   <source>What she thinks with, and how freely.</source>
   <translation>What she thinks with, and how freely.</translation>
  </message>
  <message id="settings.page.conversation.help">
   <source>How you two take turns.</source>
   <translation>How you two take turns.</translation>
  </message>
  <message id="settings.page.window.help">
   <source>How she stands on your desktop.</source>
   <translation>How she stands on your desktop.</translation>
  </message>
  <message id="settings.page.privacy.help">
   <source>Everything happens on this computer, unless you allow more here.</source>
   <translation>Everything happens on this computer, unless you allow more here.</translation>
  </message>
  <message id="settings.page.advanced.help">
   <source>For those who like to turn every screw. It can't break: all of it can be reset.</source>
   <translation>For those who like to turn every screw. It can't break: all of it can be reset.</translation>
  </message>
  <message id="settings.scope">
   <source>Settings for</source>
   <translation>Settings for</translation>
  </message>
  <message id="settings.scope.all">
   <source>Everyone</source>
   <translation>Everyone</translation>
  </message>
  <message id="settings.scope.her">
   <source>{name} only</source>
   <translation>{name} only</translation>
  </message>
  <message id="settings.hers.help">
   <source>What you choose here counts for {name} alone and goes before everything else. Her character file stays as it is.</source>
   <translation>What you choose here counts for {name} alone and goes before everything else. Her character file stays as it is.</translation>
  </message>
  <message id="settings.default">
   <source>Default: {value}</source>
   <translation>Default: {value}</translation>
  </message>
  <message id="settings.inherited">
   <source>Otherwise: {value}</source>
   <translation>Otherwise: {value}</translation>
  </message>
  <message id="settings.changed">
   <source>Changed</source>
   <translation>Changed</translation>
  </message>
  <message id="settings.reset">
   <source>Back to the default ({value})</source>
   <translation>Back to the default ({value})</translation>
  </message>
  <message id="settings.reset_her">
   <source>As for everyone ({value})</source>
   <translation>As for everyone ({value})</translation>
  </message>
  <message id="settings.none">
   <source>none</source>
   <translation>none</translation>
  </message>
  <message id="settings.on">
   <source>on</source>
   <translation>on</translation>
  </message>
  <message id="settings.off">
   <source>off</source>
   <translation>off</translation>
  </message>
  <message id="settings.after_restart">
   <source>after a restart</source>
   <translation>after a restart</translation>
  </message>
  <message id="settings.saved">
   <source>Saved and in use.</source>
   <translation>Saved and in use.</translation>
  </message>
  <message id="settings.saved_later">
   <source>Saved. It counts after a restart.</source>
   <translation>Saved. It counts after a restart.</translation>
  </message>
  <message id="settings.restart">
   <source>Restart now</source>
   <translation>Restart now</translation>
  </message>
  <message id="settings.undo">
   <source>Undo</source>
   <translation>Undo</translation>
  </message>
  <message id="settings.undone">
   <source>Taken back.</source>
   <translation>Taken back.</translation>
  </message>
  <message id="settings.open_file">
   <source>Open the file</source>
   <translation>Open the file</translation>
  </message>
  <message id="settings.reset_all">
   <source>Reset everything</source>
   <translation>Reset everything</translation>
  </message>
  <message id="settings.reset_all.sure">
   <source>Really reset everything</source>
   <translation>Really reset everything</translation>
  </message>
  <message id="settings.was_reset">
   <source>Everything is as it ships.</source>
   <translation>Everything is as it ships.</translation>
  </message>
  <message id="settings.wrong.number">
   <source>A number is needed here.</source>
   <translation>A number is needed here.</translation>
  </message>
  <message id="settings.wrong.whole">
   <source>A whole number is needed here.</source>
   <translation>A whole number is needed here.</translation>
  </message>
  <message id="settings.wrong.between">
   <source>Possible: {low} to {high}.</source>
   <translation>Possible: {low} to {high}.</translation>
  </message>
  <message id="settings.wrong.above">
   <source>Possible: {low} and more.</source>
   <translation>Possible: {low} and more.</translation>
  </message>
  <message id="settings.wrong.value">
   <source>This value is not possible.</source>
   <translation>This value is not possible.</translation>
  </message>
  <message id="settings.wrong.url">
   <source>It must begin with http:// or https://.</source>
   <translation>It must begin with http:// or https://.</translation>
  </message>
  <message id="settings.wrong.hub">
   <source>Write auto, or an address that begins with https://.</source>
   <translation>Write auto, or an address that begins with https://.</translation>
  </message>
  <message id="settings.wrong.name">
   <source>Letters, digits and _ only, as variables are named. Not the key itself!</source>
   <translation>Letters, digits and _ only, as variables are named. Not the key itself!</translation>
  </message>
  <message id="settings.file_wrong">
   <source>Nothing was changed: your file of settings has a mistake.</source>
   <translation>Nothing was changed: your file of settings has a mistake.</translation>
  </message>
  <message id="settings.file">
   <source>Choose a file …</source>
   <translation>Choose a file …</translation>
  </message>
  <message id="settings.file_missing">
   <source>{name} (not found)</source>
   <translation>{name} (not found)</translation>
  </message>
  <message id="settings.no_model">
   <source>None</source>
   <translation>None</translation>
  </message>
  <message id="settings.starter">
   <source>Starter model (built in)</source>
   <translation>Starter model (built in)</translation>
  </message>
  <message id="settings.seed.free">
   <source>Different each time</source>
   <translation>Different each time</translation>
  </message>
  <message id="settings.seed.fixed">
   <source>Fixed</source>
   <translation>Fixed</translation>
  </message>
  <message id="settings.seed.roll">
   <source>Roll another number</source>
   <translation>Roll another number</translation>
  </message>
  <message id="settings.position.here">
   <source>Where she stands now</source>
   <translation>Where she stands now</translation>
  </message>
  <message id="settings.position.at">
   <source>{x}, {y}</source>
   <translation>{x}, {y}</translation>
  </message>
  <message id="settings.position.free">
   <source>Lower right</source>
   <translation>Lower right</translation>
  </message>
  <message id="settings.engine.character">
   <source>By the character</source>
   <translation>By the character</translation>
  </message>
  <message id="settings.engine.espeak">
   <source>eSpeak NG (built in)</source>
   <translation>eSpeak NG (built in)</translation>
  </message>
  <message id="settings.engine.piper">
   <source>Piper (natural)</source>
   <translation>Piper (natural)</translation>
  </message>
  <message id="settings.engine.faster_whisper">
   <source>Whisper</source>
   <translation>Whisper</translation>
  </message>
  <message id="settings.engine.pocketsphinx">
   <source>PocketSphinx (English only)</source>
   <translation>PocketSphinx (English only)</translation>
  </message>
  <message id="settings.engine.llama_cpp">
   <source>On this computer</source>
   <translation>On this computer</translation>
  </message>
  <message id="settings.engine.openai_compatible">
   <source>On a server</source>
   <translation>On a server</translation>
  </message>
  <message id="settings.hers.language">
   <source>Language</source>
   <translation>Language</translation>
  </message>
  <message id="settings.hers.language.help">
   <source>The one she begins in and is heard in.</source>
   <translation>The one she begins in and is heard in.</translation>
  </message>
  <message id="settings.hers.language.ko">
   <source>Korean</source>
   <translation>Korean</translation>
  </message>
  <message id="settings.hers.language.en">
   <source>English</source>
   <translation>English</translation>
  </message>
  <message id="settings.hers.language.none">
   <source>Whichever is spoken</source>
   <translation>Whichever is spoken</translation>
  </message>
  <message id="settings.hers.brain">
   <source>Brain model</source>
   <translation>Brain model</translation>
  </message>
  <message id="settings.hers.brain.help">
   <source>A model of her own. An adapter that was trained for another model is left out then.</source>
   <translation>A model of her own. An adapter that was trained for another model is left out then.</translation>
  </message>
  <message id="settings.hers.voice.ko">
   <source>Her voice in Korean</source>
   <translation>Her voice in Korean</translation>
  </message>
  <message id="settings.hers.voice.en">
   <source>Her voice in English</source>
   <translation>Her voice in English</translation>
  </message>
  <message id="settings.hers.engine">
   <source>Voice engine</source>
   <translation>Voice engine</translation>
  </message>
  <message id="settings.hers.engine.help">
   <source>What speaks for her.</source>
   <translation>What speaks for her.</translation>
  </message>
  <message id="settings.hers.voice">
   <source>Voice</source>
   <translation>Voice</translation>
  </message>
  <message id="settings.hers.voice.help">
   <source>The engine's name for it, such as ko+f2 or en-us+f4.</source>
   <translation>The engine's name for it, such as ko+f2 or en-us+f4.</translation>
  </message>
  <message id="settings.hers.model">
   <source>Piper voice</source>
   <translation>Piper voice</translation>
  </message>
  <message id="settings.hers.model.help">
   <source>For Piper only: a voice file.</source>
   <translation>For Piper only: a voice file.</translation>
  </message>
  <message id="settings.hers.speed">
   <source>Speed</source>
   <translation>Speed</translation>
  </message>
  <message id="settings.hers.speed.help">
   <source>1 is the voice's own.</source>
   <translation>1 is the voice's own.</translation>
  </message>
  <message id="settings.hers.pitch">
   <source>Pitch</source>
   <translation>Pitch</translation>
  </message>
  <message id="settings.hers.pitch.help">
   <source>In semitones; 12 are an octave.</source>
   <translation>In semitones; 12 are an octave.</translation>
  </message>
  <message id="settings.hers.sampling">
   <source>How she thinks</source>
   <translation>How she thinks</translation>
  </message>
  <message id="settings.hers.general">
   <source>In general</source>
   <translation>In general</translation>
  </message>
  <message id="settings.hotkey.none">
   <source>None</source>
   <translation>None</translation>
  </message>
  <message id="settings.hotkey.press">
   <source>Press the keys …</source>
   <translation>Press the keys …</translation>
  </message>
  <message id="settings.unit.s">
   <source>s</source>
   <translation>s</translation>
  </message>
  <message id="settings.unit./s">
   <source>/s</source>
   <translation>/s</translation>
  </message>
  <message id="menu.quiet">
   <source>Do not disturb</source>
   <translation>Do not disturb</translation>
  </message>
  <message id="menu.mood">
   <source>Mood</source>
   <translation>Mood</translation>
  </message>
  <message id="menu.framed">
   <source>In a window</source>
   <translation>In a window</translation>
  </message>
  <message id="quick.bar">
   <source>Quick actions</source>
   <translation>Quick actions</translation>
  </message>
  <message id="quick.menu">
   <source>Menu</source>
   <translation>Menu</translation>
  </message>
  <message id="state.quiet">
   <source>Do not disturb</source>
   <translation>Do not disturb</translation>
  </message>
  <message id="avatar.undrawn">
   <source>Not everything in her drawing is drawn:
{what}</source>
   <translation>Not everything in her drawing is drawn:
{what}</translation>
  </message>
  <message id="avatar.undrawn.more">
   <source>and {count} more; `companion avatar check` names them all</source>
   <translation>and {count} more; `companion avatar check` names them all</translation>
  </message>
  <message id="hotkeys.none">
   <source>Global hotkeys do not work here</source>
   <translation>Global hotkeys do not work here</translation>
  </message>
  <message id="hotkeys.hint">
   <source>Everything else works. Choose other keys in the settings, or leave them empty.</source>
   <translation>Everything else works. Choose other keys in the settings, or leave them empty.</translation>
  </message>
 </context>
</TS>
