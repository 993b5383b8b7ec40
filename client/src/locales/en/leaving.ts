/** A device or a person that must go, and a device that somebody empties. */
export const leaving = {
  "leaving.title.device-revoked": "This device was switched off",
  "leaving.title.device-wipe": "This device is to be emptied",
  "leaving.title.user-disabled": "This account was closed",
  "leaving.title.person": "This device was emptied",
  "leaving.why.device-revoked":
    "An administrator has switched it off. It may not open patients' records any more.",
  "leaving.why.device-wipe": "An administrator has asked this device to delete what it holds.",
  "leaving.why.user-disabled": "An administrator has closed this account.",
  "leaving.why.person": "Somebody at this device chose “Wipe this device now”.",
  "leaving.handingIn":
    "{n, plural, =0 {Asking the relay whether it has everything…} one {Handing in # record that is only on this device…} other {Handing in # records that are only on this device…}}",
  "leaving.keepOpen": "Keep the app open. Nothing is deleted before the relay has confirmed every record.",
  "leaving.waiting":
    "{n, plural, =0 {The relay could not confirm yet that it has everything.} one {# record is only on this device and could not be handed in yet.} other {# records are only on this device and could not be handed in yet.}}",
  "leaving.nothingDeleted": "Nothing was deleted. It is tried again at {time}.",
  "leaving.tryNow": "Try now",
  "leaving.emptying": "Deleting what is stored on this device…",
  "leaving.emptying.long": "Close other windows of this app if this takes long.",
  "leaving.handedIn":
    "{n, plural, =0 {Nothing was left to hand in: the relay had every record of this device.} one {# record that was only on this device was handed in.} other {# records that were only on this device were handed in.}}",
  "leaving.nothingLost": "Nobody's work was lost.",
  "leaving.quarantined":
    "{n, plural, one {# of them waits} other {# of them wait}} for an administrator to accept. The names of those who wrote them stay on them.",
  "leaving.lost":
    "{n, plural, one {# record could not be handed in and is lost.} other {# records could not be handed in and are lost.}}",
  "leaving.deleted.device": "All patients' data, sign-ins and keys on this device were deleted.",
  "leaving.deleted.person": "Your records, your sign-in and your key on this device were deleted.",
  "leaving.others":
    "{n, plural, one {# other person has sealed records here that may not be sent. They must open the app once more with their PIN and internet, so that these are handed in.} other {# other people have sealed records here that may not be sent. They must open the app once more with their PINs and internet, so that these are handed in.}}",
  "leaving.reported": "The relay has been told that this device is empty.",
  "leaving.notReported":
    "The relay could not be told yet. It is told as soon as this app is open with internet.",
  "leaving.cannotReport": "The relay cannot be told, because nobody was signed in. Tell your administrator.",
  "leaving.ask": "To work on this device again, ask your administrator.",
  "leaving.toSignIn": "To the sign-in",
  "wipe.open": "Wipe this device",
  "wipe.about": "Deletes everything that this app keeps on this device: before it is given away or repaired.",
  "wipe.title": "Wipe this device now?",
  "wipe.body":
    "All patients, records, sign-ins and keys on this device are deleted. What the relay has stays there and comes back after the next sign-in.",
  "wipe.unsent":
    "{n, plural, =0 {Everything on this device has been sent.} one {# record is only on this device. It is handed in to the relay first.} other {# records are only on this device. They are handed in to the relay first.}}",
  "wipe.counting": "Counting what is only on this device…",
  "wipe.type": "Type {word} to go on",
  "wipe.word": "WIPE",
  "wipe.confirm": "Hand in, then wipe",
  "wipe.busy": "Handing in…",
  "wipe.failed":
    "{n, plural, one {# record could not be handed in.} other {# records could not be handed in.}} Nothing was deleted.",
  "wipe.lose":
    "{n, plural, one {Wiping now destroys this record for ever. Nobody can bring it back.} other {Wiping now destroys these # records for ever. Nobody can bring them back.}}",
  "wipe.again": "Try again",
  "wipe.loseConfirm": "{n, plural, one {Destroy # record and wipe} other {Destroy # records and wipe}}",
  "code.others-unsent":
    "Other people on this device may have records that are not sent. They must open the app with their PIN first.",
} as const;
