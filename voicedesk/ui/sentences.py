"""One clear sentence for every expected failure: what, where, what to do.

Where a failure has a ``cause`` among its details, a sentence under ``code/cause`` comes first.
"""

from voicedesk.base.words import mark

SENTENCES = {
    # the platform
    "not_connected": mark(
        "The platform cannot be reached. Check the internet connection, then try again."
    ),
    "no_answer": mark("The platform broke off without an answer. Try again in a minute."),
    "deadline": mark("The platform did not answer in time. Try again in a minute."),
    "unreadable_answer": mark(
        "The answer is not the platform's (status {status}). A proxy or a wrong address may be in"
        " the way: check the platform's address."
    ),
    "no_file": mark(
        "The platform does not hand out its file of this message (status {status}). Try again in a"
        " minute."
    ),
    "refused": mark("The platform refused (status {status}): {message}"),
    "credentials": mark(
        "The platform does not accept these credentials. Check the client id and the secret."
    ),
    "filter_ignored": mark(
        "The platform returned batches that were not asked for, so nothing can be verified there."
        " Nothing more is sent. Ask the platform's support."
    ),
    "mailing_name_taken": mark(
        "The platform already has batches named “{name}”, which this workspace does not know."
        " Nothing was sent. Duplicate the campaign to send it under a new name."
    ),
    "insecure_platform": mark(
        "The address {address} would carry the secret unencrypted. Give one that begins with"
        " https://."
    ),
    "no_account": mark(
        "No account is set. Set one with “account set”, or give --platform and --client-id."
    ),
    "no_platform": mark(
        "No platform is chosen. Set the account at the foot of the side bar, or practise without"
        " calling anyone."
    ),
    "no_secret": mark(
        "The credential store has no secret for “{client_id}”. Type it on the account page, give it"
        " to “account set”, or put it in VOICEDESK_CLIENT_SECRET."
    ),
    "no_credential_store": mark(
        "This system has no credential store, so the secret is not known. Type it on the account"
        " page, or put it in VOICEDESK_CLIENT_SECRET."
    ),
    "store_locked": mark(
        "The system's credential store is locked. Unlock it, then try again, or put the secret in"
        " VOICEDESK_CLIENT_SECRET."
    ),
    "empty_client_id": mark("The client id is missing. You find it beside the secret."),
    "empty_secret": mark("The secret is empty. Type it, or give it as one line of standard input."),
    "two_addresses": mark("Give either --platform, or --token-url, --content-url and --rest-url."),
    "unreachable_address": mark(
        "{address} cannot be reached. Check the internet connection and this address, then try"
        " again."
    ),
    "not_the_platform": mark(
        "What answers at {address} is not the platform (status {status}). Check this address; a"
        " proxy may also be in the way."
    ),
    "token_refused": mark(
        "Signing in worked, but {address} does not let this account in. Check that the addresses"
        " belong together; else ask the platform's support to open the Voice API for this account."
    ),
    "sandbox_not_started": mark("The practice platform did not start. Try again."),
    "bad_platform": mark("“{url}” is not an address of a platform such as https://example.org."),
    "platform_in_use": mark(
        "Another practice platform uses the folder {path}. Stop it first, or choose another folder."
    ),
    # usage
    "no_screen": mark(
        "There is no screen here for the window. The main job runs without one, with the command"
        " demo."
    ),
    "practice_alone": mark("--practice opens the window and takes no command."),
    "file_or_list": mark(
        "Give either --contacts FILE or --list NAME, the latter as often as needed."
    ),
    "one_decision": mark("Give one of --sent-as, --send-again, --abandon, --without and --retry."),
    # campaigns
    "incomplete": mark(
        "“{name}” is not complete: choose its purpose, channel, message and contact list."
    ),
    "nobody_left": mark("Nobody is left to call in “{name}”: every contact is excluded."),
    "count_differs": mark("{given} was typed, but {expected} people will be called. Look again."),
    "unusable_recording": mark("The message “{name}” cannot be sent as it is. Mend it first."),
    "damaged_recording": mark(
        "The sound of “{name}” on this computer is not what was heard any more: its file was"
        " damaged or changed. Put it back from a backup, or import the message anew and choose it."
    ),
    "rule_forbids": mark("A calling rule forbids “{name}” as it is, for {people} people."),
    "rule_forbids/outside_hours": mark(
        "“{name}” would call {people} people outside the lawful hours. Choose the next lawful slot."
    ),
    "rule_forbids/weekend": mark(
        "“{name}” would call {people} people on a day without calls. Choose the next lawful slot."
    ),
    "rule_forbids/holiday": mark(
        "“{name}” would call {people} people on a public holiday. Choose the next lawful slot."
    ),
    "outside_hours": mark(
        "“{name}” is paused: it is outside the hours in which people may be called. Choose another"
        " date, or say that they are called all the same."
    ),
    "weekend": mark(
        "“{name}” is paused: on that day of the week people may not be called. Choose another"
        " date, or say that they are called all the same."
    ),
    "holiday": mark(
        "“{name}” is paused: on a public holiday people may not be called. Choose another date, or"
        " say that they are called all the same."
    ),
    "outside_frequency": mark(
        "“{name}” is paused: people would be called more often than the rules allow. Send it later,"
        " or say that they are called all the same."
    ),
    "refused_recently": mark(
        "“{name}” is paused: people refused to be called, too short a time ago. Send it later, or"
        " say that they are called all the same."
    ),
    "no_consent": mark(
        "“{name}” is paused: people have not consented to be called. Record their consents, or say"
        " that they are called all the same."
    ),
    "consent_expired": mark(
        "“{name}” is paused: the consents of people have expired. Record new ones, or say that they"
        " are called all the same."
    ),
    "consent_old": mark(
        "“{name}” is paused: the consents of people are older than the rules allow. Record new"
        " ones, or say that they are called all the same."
    ),
    "stop_list": mark("“{name}” is paused: people of it are on the stop list."),
    "reviewer_missing": mark("Give the name of who approves."),
    "name_missing": mark("The name is blank. Give the name with which it is recorded."),
    "note_missing": mark("Say how the opt-outs were dealt with: the note is blank."),
    "warnings_unseen": mark("“{name}” has warnings that nobody has seen yet. Look at them first."),
    "campaign_changed": mark("“{name}” was changed elsewhere meanwhile. Look at it again."),
    "nothing_to_accept": mark("No warning of the calling rules holds “{name}” back."),
    "is_template": mark("“{name}” is a template. Make a campaign from it."),
    "not_a_template": mark("“{name}” is not a template."),
    "still_running": mark("“{name}” is approved or being sent: it cannot be archived yet."),
    "own_number_missing": mark("Say first which telephone is yours: the setting own number."),
    "own_number_bad": mark("Your own number is not one that can be called. Correct it."),
    "own_number_stopped": mark("Your own number is on the stop list, so it is not called."),
    "own_number_fixed": mark("A message on the voicemail reaches mobiles only: give your mobile."),
    "not_a_draft": mark("“{name}” is already approved or sent."),
    "not_editable": mark("“{name}” was sent and can no longer be changed. Duplicate it."),
    "not_running": mark("“{name}” is not being sent."),
    "not_paused": mark("“{name}” is not paused."),
    "unknown_campaign": mark("There is no campaign “{id}”."),
    "unknown_recording": mark("There is no message “{id}”."),
    "unknown_list": mark("There is no contact list “{id}”."),
    "recording_in_use": mark(
        "The message “{name}” stays: the campaign “{campaign}” is approved or being sent with it."
    ),
    "recording_changed": mark(
        "The message “{name}” was changed elsewhere meanwhile. Look at it again."
    ),
    "unknown_take": mark("The message “{name}” has no take {take}."),
    "last_take": mark("“{name}” has only this take. Delete the message instead."),
    "take_in_use": mark(
        "Take {take} of “{name}” stays: the campaign “{campaign}” is approved or being sent with"
        " it."
    ),
    "nothing_to_undo": mark("There is nothing to undo in “{name}”."),
    "nothing_to_redo": mark("There is nothing to redo in “{name}”."),
    "approval_withdrawn": mark(
        "“{name}” changed after it was approved, so the approval no longer holds."
        " Review and approve it again."
    ),
    "paused_by_person": mark("“{name}” was paused by a person. Resume it first."),
    "not_sendable": mark("“{name}” is not approved. Review and approve it first."),
    "nobody_to_follow_up": mark("Nobody of “{name}” is left to be called again for these reasons."),
    "unknown_reason": mark("No call of “{name}” ended with “{reason}”. There are: {reasons}."),
    "already_sent": mark(
        "“{name}” has nothing left to send. See how it went with campaign status."
    ),
    "no_such_sending": mark(
        "The platform has no sending named “{name}”. Type the name exactly as it is there."
    ),
    "was_cancelled": mark("“{name}” was cancelled: nothing more of it is sent."),
    "other_platform": mark(
        "“{name}” was begun on another platform ({platform}) and must end there."
    ),
    "chunk_undecided": mark(
        "Batch {chunk} of “{name}” may or may not have been sent. Nothing more is sent until a"
        " person decides."
    ),
    "date_passed": mark(
        "The date of “{name}” is past or less than five minutes away: the platform would call at"
        " once. Nothing was sent. Choose another date and approve again."
    ),
    "confirmation_needed": mark(
        "Nobody is at a terminal to confirm. Look at the review, then repeat with --yes."
    ),
    "not_undecided": mark("Batch {chunk} of “{name}” does not wait for a decision."),
    "mailing_taken": mark(
        "The sending {mailing} of the platform already belongs to another batch."
    ),
    "unknown_mailing": mark("The platform has no sending {mailing}. Look at its number again."),
    "foreign_mailing": mark(
        "The sending {mailing} is not one of this campaign: its name is another. Look again."
    ),
    "not_rejected": mark("Batch {chunk} of “{name}” was not refused by the platform."),
    "already_replaced": mark("Batch {chunk} of “{name}” was already sent anew, as another batch."),
    "not_in_batch": mark("This number is no longer in batch {chunk} of “{name}”."),
    "not_accepted": mark("Batch {chunk} of “{name}” is not on the platform any more."),
    "no_unknown_optouts": mark("Every opt-out of “{name}” is known or dealt with."),
    "optouts_unknown": mark(
        "{people} people opted out of “{name}”, and nobody knows who. Deal with it there first."
    ),
    "mailing_unnamed": mark("Give the id under which the platform has this sending."),
    # the workspace
    "in_use": mark("The workspace is open in another window (process {holder}). Close it first."),
    "newer": mark("The workspace {path} was made by a newer Voicedesk. Update this one."),
    "damaged": mark("The workspace {path} is damaged. Restore it from a backup."),
    "not_writable": mark("The folder {path} cannot be written. Choose another one."),
    "bad_rules": mark("The calling rules in {path} are wrong at {place}. Mend or delete the file."),
    "bad_settings": mark("The settings file {path} cannot be read. Mend or delete it."),
    "bad_setting": mark("“{value}” is not a value for {key}."),
    "unknown_setting": mark("There is no setting {key}."),
    # messages
    "no_room": mark(
        "“{file}” cannot be prepared for listening: the disk is full or write-protected."
    ),
    "nothing_left": mark("Nothing would be left of the message. Choose less of it."),
    "unknown_edit": mark("This message was edited by a newer Voicedesk. Update this one."),
    "no_voice": mark(
        "This computer has no voice yet. Add one in the system's settings, or install Voicedesk"
        " with its extra “speech”: pip install voicedesk[speech]."
    ),
    "unknown_voice": mark("There is no voice “{name}”. “audio voices” names them."),
    "no_text": mark("There is nothing to say. Give a text."),
    "text_too_long": mark("The text is too long. Shorten it: a call is rarely heard for a minute."),
    "speech_failed": mark("The voice did not speak. Try again, or choose another voice."),
    "text_or_file": mark("Give the text either with --text or with --file."),
    "out_or_name": mark("Give either --out for a file, or --name to keep it as a message."),
    # stop list and consent
    "stop_list_key_missing": mark(
        "The stop list cannot be used: its key {path} is missing or damaged, and people who asked"
        " not to be called would be called. Put the file back from a copy of the workspace."
    ),
    "empty_consent": mark("Say where the consent comes from and what people agreed to."),
    "consent_from_future": mark("A consent cannot be given on {given_on}: that day is to come."),
    "consent_ends_first": mark("The consent would end on {expires_on}, before it was given."),
    "nobody_consents": mark("There is nobody with a valid number to record a consent for."),
    "list_or_numbers": mark("Name either a list with --list, or numbers with --number."),
    "bad_number": mark("“{value}” is not a phone number."),
    # lists made of lists
    "wrong_number_of_lists": mark("{how} takes {wanted} lists."),
    "too_many_parts": mark("That would make {parts} lists or more; {most} at most are made."),
    "sample_needs_rows": mark("--rows is for sample, and sample needs it."),
    "split_needs_parts": mark("split needs either --parts or --column; they are for split only."),
    # files of contacts
    "unreadable_file": mark("{file} cannot be read. Check that it exists and may be opened."),
    "unreadable_file/encoding": mark(
        "{file} is not written in the encoding {encoding}. Choose another one."
    ),
    "empty_file": mark("{file} is empty. Choose a list with at least one row."),
    "binary_file": mark("{file} is not a table of contacts. Save it as CSV or XLSX."),
    "not_a_table": mark("{file} is not a table of contacts. Save it as CSV or XLSX."),
    "not_a_table/columns": mark(
        "{file} has more than {most} columns. Take out those that are not needed."
    ),
    "not_a_table/long_cell": mark(
        "Row {row} of {file} has a cell of more than {most} characters. Shorten it, or close the"
        " quote before it."
    ),
    "not_a_table/open_quote": mark(
        "The quote that opens in row {row} of {file} is never closed. Close it, or take it out."
    ),
    "file_too_big": mark("{file} is too big. Split it into smaller files."),
    "file_too_big/megabytes": mark(
        "{file} is, or unpacks to, more than {most} MB. Split it into smaller files."
    ),
    "file_too_big/cells": mark(
        "{file} has more than {most} cells, empty ones between others counted. Split it into"
        " smaller files."
    ),
    "file_too_big/cards": mark("{file} has more than {most} cards. Split it into smaller files."),
    "file_too_big/characters": mark(
        "The pasted text has more than {most} characters. Save it as a file and import that."
    ),
    "broken_workbook": mark("{file} is a damaged workbook. Save it again, or as CSV."),
    "encrypted_file": mark("{file} has a password. Save it without one, or as CSV."),
    "unsupported_format": mark(
        "{file} is of a kind that cannot be read ({format}). Save it as XLSX or CSV."
    ),
    "zip_bomb": mark(
        "{file} unpacks to more than {ratio} times its size, as no list does. Save it again, or as"
        " CSV."
    ),
    "no_number_found": mark("{file} holds no phone number."),
    "no_phone_column": mark("No column holds phone numbers. Name the column with --column."),
    "unknown_column": mark("There is no column “{column}”."),
    "unsupported_output": mark("{file} can be written as one of these only: {suffixes}."),
    "name_taken": mark("There is already a contact list “{name}”. Choose another name."),
    "empty_name": mark("The name is empty. Type one."),
    "unknown_contact": mark("This contact is no longer in the list."),
    "unknown_region": mark("“{region}” is not a country code such as FR or BE."),
    "unwritable_file": mark(
        "{file} cannot be written. Check that its folder exists and that no other program has it"
        " open."
    ),
    "unknown_suffix": mark("{file} can be written as one of these only: {suffixes}."),
    "too_many_rows": mark("{file} holds at most {most} rows. Write a .csv instead."),
    "cell_too_long": mark("A cell of row {row} is too long for {file}. Write a .csv instead."),
    "bad_date": mark("“{value}” is not a date such as 2026-12-22T10:15 or 2026-12-22T10:15+01:00."),
    "bad_zone": mark("“{value}” is not a time zone such as Europe/Paris or Indian/Reunion."),
    "missing_hour": mark(
        "The clocks of {zone} leave out {value}. Choose {before} or {after}, with its offset."
    ),
    "ambiguous_hour": mark(
        "The clocks of {zone} show {value} twice. Choose {first} or {second}, with its offset."
    ),
    "date_too_soon": mark(
        "“{value}” is past or less than five minutes away. Choose a later date, or none to call as"
        " soon as it is sent."
    ),
    "ping_port_unavailable": mark(
        "Port {port} is taken by another program: pings are not heard, the calls are watched all"
        " the same. Choose another one in the settings."
    ),
    "bad_address": mark("“{value}” is not a web address such as https://example.org/calls."),
    "named_twice": mark("{file} is named twice. Give each file a name of its own."),
    "not_confirmed": mark("Not confirmed: nothing was done."),
    "bad_speed": mark("The speed must be 0 or more."),
    "bad_faults": mark("The file of faults is not accepted (“{reason}”). Mend it."),
    "port_unavailable": mark("Port {port} cannot be used. Choose another one, or 0 for any."),
    "bad_delimiter": mark("The delimiter must be one character."),
    "unknown_sheet": mark("{file} has no sheet “{sheet}”."),
    "clipboard_too_big": mark(
        "This is too much for the clipboard. Choose fewer rows, or export the list."
    ),
    "empty_column_name": mark("A column needs a name."),
    "phone_column_needed": mark(
        "The column {column} holds the numbers: choose another one for them first."
    ),
}

NOTICES = {
    # what should be known of a file that was read
    "hidden_rows": mark("Hidden rows, read like the others: {n}."),
    "hidden_sheet": mark("The sheet “{sheet}” is hidden in the workbook."),
    "merged_cells": mark("Merged cells, of which only the first holds the text: {n}."),
    "empty_formulas": mark(
        "Formulas without a result, read as empty: {n}. Open the file in its program and save it."
    ),
    "broken_cards": mark("Cards that are not closed, read as far as they go: {n}."),
    "lines_without_number": mark("Lines without a phone number, left out: {n}."),
}
