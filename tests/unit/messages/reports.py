"""Reports of mail servers as Postfix, Exchange Online, Gmail and others write them, with our names in them."""

from __future__ import annotations

ID = "<meeting-1.2@praxis.example>"

POSTFIX = f"""\
Return-Path: <>
Received: by mail.praxis.example (Postfix)
\tid 3F2A41C0D2; Thu,  1 Apr 2027 14:30:02 +0200 (CEST)
Date: Thu,  1 Apr 2027 14:30:02 +0200 (CEST)
From: MAILER-DAEMON@mail.praxis.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: office@praxis.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="8B1F41C0D1.1806582602/mail.praxis.example"
Message-Id: <20270401123002.3F2A41C0D2@mail.praxis.example>

This is a MIME-encapsulated message.

--8B1F41C0D1.1806582602/mail.praxis.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.praxis.example.

<ann@example.org>: host mx1.example.org[192.0.2.25] said: 550 5.1.1
    <ann@example.org>: Recipient address rejected: User unknown in virtual
    mailbox table (in reply to RCPT TO command)

--8B1F41C0D1.1806582602/mail.praxis.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.praxis.example
X-Postfix-Queue-ID: 8B1F41C0D1
X-Postfix-Sender: rfc822; office@praxis.example
Arrival-Date: Thu,  1 Apr 2027 14:30:01 +0200 (CEST)

Final-Recipient: rfc822; ann@example.org
Original-Recipient: rfc822;ann@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx1.example.org
Diagnostic-Code: smtp; 550 5.1.1 <ann@example.org>: Recipient address rejected:
    User unknown in virtual mailbox table at mx1.example.org [192.0.2.25]

--8B1F41C0D1.1806582602/mail.praxis.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <office@praxis.example>
Message-ID: {ID}
From: "Praxis am Park" <office@praxis.example>
To: "Ann Miller" <ann@example.org>
Subject: Invitation: Consultation

--8B1F41C0D1.1806582602/mail.praxis.example--
"""

# Exchange writes the status in a part of its own kind of headers and quotes the whole message.
EXCHANGE = f"""\
From: <postmaster@praxis.example>
To: <office@praxis.example>
Date: Thu, 1 Apr 2027 12:30:05 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="a8f1e5d2-2c5e-4f49-8f0f-6d3f2a8f7c11"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: de-DE
Message-ID: <87c2b1f0-0b5a-4d5e@FR0P281MB1234.DEUP281.PROD.OUTLOOK.COM>
In-Reply-To: {ID}
References: {ID}
Subject: Undeliverable: Invitation: Consultation
Auto-Submitted: auto-replied
MIME-Version: 1.0

--a8f1e5d2-2c5e-4f49-8f0f-6d3f2a8f7c11
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="inner"

--inner
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Your message to ann@example.org couldn't be delivered.

--inner
Content-Type: text/html; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

<html><body>Your message couldn't be delivered.</body></html>
--inner--

--a8f1e5d2-2c5e-4f49-8f0f-6d3f2a8f7c11
Content-Type: message/delivery-status

Reporting-MTA: dns;FR0P281MB1234.DEUP281.PROD.OUTLOOK.COM
Received-From-MTA: dns;FR0P281MB0042.DEUP281.PROD.OUTLOOK.COM
Arrival-Date: Thu, 1 Apr 2027 12:30:04 +0000

Final-Recipient: rfc822;ann@example.org
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient
 not found by SMTP address lookup: ann@example.org
X-Display-Name: Ann Miller

--a8f1e5d2-2c5e-4f49-8f0f-6d3f2a8f7c11
Content-Type: message/rfc822

Received: from FR0P281MB0042.DEUP281.PROD.OUTLOOK.COM
From: Praxis am Park <office@praxis.example>
To: Ann Miller <ann@example.org>
Subject: Invitation: Consultation
Message-ID: {ID}
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="===============1=="

--===============1==
Content-Type: text/plain

Hello
--===============1==--

--a8f1e5d2-2c5e-4f49-8f0f-6d3f2a8f7c11--
"""

GMAIL = f"""\
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: office@praxis.example
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Delay)
References: {ID}
In-Reply-To: {ID}
X-Failed-Recipients: ann@example.org
Message-ID: <6438a1.mail@mx.google.com>
Date: Thu, 01 Apr 2027 05:30:00 -0700 (PDT)
MIME-Version: 1.0
Content-Type: multipart/report; boundary="00000000000074bd"; report-type=delivery-status

--00000000000074bd
Content-Type: multipart/related; boundary="00000000000074bf"

--00000000000074bf
Content-Type: text/html; charset="UTF-8"

<html><body>Delivery incomplete</body></html>
--00000000000074bf
Content-Type: image/png; name="icon.png"
Content-Disposition: attachment; filename="icon.png"
Content-Transfer-Encoding: base64
Content-ID: <icon.png>

iVBORw0KGgo=
--00000000000074bf--

--00000000000074bd
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Arrival-Date: Wed, 31 Mar 2027 05:29:58 -0700 (PDT)
X-Original-Message-ID: {ID}

Final-Recipient: rfc822; ann@example.org
Action: delayed
Status: 4.4.1
Remote-MTA: dns; mx1.example.org. (192.0.2.25, the server for the domain example.org.)
Diagnostic-Code: smtp; The recipient server did not accept our requests to connect. Learn more at https://support.google.com/mail/answer/7720
Last-Attempt-Date: Thu, 01 Apr 2027 05:30:00 -0700 (PDT)
Will-Retry-Until: Sat, 03 Apr 2027 05:29:58 -0700 (PDT)

--00000000000074bd
Content-Type: message/rfc822

Message-ID: {ID}
From: office@praxis.example
To: ann@example.org
Subject: Invitation

Hello
--00000000000074bd--
"""

INTERNATIONAL = f"""\
From: postmaster@praxis.example
Subject: Failure
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It failed.
--b
Content-Type: message/global-delivery-status

Reporting-MTA: dns; mail.praxis.example

Final-Recipient: utf-8; иван@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such mailbox

--b
Content-Type: message/global-headers

Message-ID: {ID}
Subject: Invitation
--b--
"""
