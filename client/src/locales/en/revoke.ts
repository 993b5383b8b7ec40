/** Switching off devices and people, and the book of it. */
export const revoke = {
  "revoke.state.wiping": "told to empty itself",
  "revoke.state.empty": "empty",
  "revoke.open.device": "Switch off",
  "revoke.open.person": "Close the account",
  "revoke.open.back": "Give back",
  "revoke.title.device": "Device {name}",
  "revoke.title.person": "Account of {name}",
  "revoke.what": "What is to happen",
  "revoke.action.device.revoke": "Switch off (lost or stolen)",
  "revoke.action.device.wipe": "Have it empty itself",
  "revoke.action.device.reinstate": "Give the device back",
  "revoke.action.person.revoke": "Close the account",
  "revoke.action.person.wipe": "Close the account",
  "revoke.action.person.reinstate": "Open the account again",
  "revoke.effect.device.revoke":
    "It is cut off within a second. When it is next online it hands in what was not sent, and empties itself. What it hands in waits under “Not accepted yet” until somebody accepts it. A device that never comes online keeps its records, sealed behind the PIN.",
  "revoke.effect.device.wipe":
    "It is cut off within a second. When it is next online it sends what was not sent, which enters the records as ever, and empties itself. Its people can sign in on it again afterwards, as on a new device.",
  "revoke.effect.device.reinstate":
    "Its people can sign in on it again. Nothing that it still holds is lost.",
  "revoke.effect.person.revoke":
    "This person is cut off within a second on every device. What was not sent is handed in and waits under “Not accepted yet” until somebody accepts it. What they wrote stays.",
  "revoke.effect.person.wipe": "This cannot be done to a person.",
  "revoke.effect.person.reinstate": "This person can sign in again, with the old password.",
  "revoke.was.device.revoke": "Switched off",
  "revoke.was.device.wipe": "Told to empty itself",
  "revoke.was.device.reinstate": "Given back",
  "revoke.was.person.revoke": "Account closed",
  "revoke.was.person.reinstate": "Account opened again",
  "revoke.was.person.wipe": "Account closed",
  "revoke.type": "Type {id} to go on",
  "revoke.done.device.revoke":
    "The device is switched off. It hands in and empties itself when it is next online.",
  "revoke.done.device.wipe":
    "The device is cut off. It sends what it has and empties itself when it is next online.",
  "revoke.done.device.reinstate": "The device may be used again.",
  "revoke.done.person.revoke": "The account is closed.",
  "revoke.done.person.wipe": "The account is closed.",
  "revoke.done.person.reinstate": "The account is open again.",
  "revoke.book": "What was done",
  "revoke.book.empty": "Nothing was switched off yet.",
  "revoke.book.empty.device": "Device {id} says that it is empty",
  "revoke.book.counts":
    "{user}: {handedIn, plural, =0 {nothing was left to hand in} one {# record handed in} other {# records handed in}}{lost, plural, =0 {, none lost} one {, # LOST} other {, # LOST}}",
  "code.confirmation-wrong": "Type the id once more exactly as it stands there.",
  "code.unknown-device": "There is no such device.",
  "code.role-refused": "Only an administrator may switch off an administrator.",
  "code.not-yourself": "Nobody switches themselves off. Ask another administrator.",
  "code.already-wiped": "This device has said that it is empty. Its people sign in on it anew.",
} as const;
