"""What mail servers send back, written in their shapes; `to` is where it comes in, `letter` the Message-ID it quotes."""

from __future__ import annotations

from email.message import EmailMessage

WHO = "nguyen.van.a@nhacungcap.example"


def report(to: str, letter: str, text: str, fields: str, *, sender: str, extra: str = "") -> bytes:
    """Return a delivery report (RFC 3464)."""
    return f"""Return-Path: <>
From: {sender}
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
{extra}MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B1"

--B1
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

{text}

--B1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 30 Nov 2026 08:00:00 +0700

{fields}

--B1
Content-Type: text/rfc822-headers

Message-ID: {letter}
Subject: =?utf-8?q?L=E1=BB=8Bch_c=E1=BA=A5p_n=C6=B0=E1=BB=9Bc?=
To: {WHO}

--B1--
""".replace("\n", "\r\n").encode()


def postfix(to: str, letter: str, code: str = "5.1.1", action: str = "failed", said: str = "") -> bytes:
    """Return Postfix's report."""
    basic = said or f"550 {code} <{WHO}>: Recipient address rejected: User unknown"
    text = f"This is the mail system at host mx.example.\n\nI'm sorry to have to inform you that your message\n<{WHO}>: host said: {basic}"
    fields = (
        f"Final-Recipient: rfc822; {WHO}\nOriginal-Recipient: rfc822;{WHO}\nAction: {action}\nStatus: {code}\n"
        f"Remote-MTA: dns; mx.nhacungcap.example\nDiagnostic-Code: smtp; {basic}"
    )
    return report(to, letter, text, fields, sender="MAILER-DAEMON@mx.example (Mail Delivery System)")


def microsoft(to: str, letter: str) -> bytes:
    """Return Microsoft 365's report."""
    text = "Your message couldn't be delivered.\n\nnguyen.van.a wasn't found at nhacungcap.example."
    fields = (
        f"Final-Recipient: rfc822;{WHO}\nAction: failed\nStatus: 5.1.10\nDiagnostic-Code: smtp;550 5.1.10"
        " RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"
    )
    sender = '"Microsoft Outlook" <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@coquan.example>'
    return report(to, letter, text, fields, sender=sender, extra="X-MS-Exchange-Message-Is-Ndr:\n")


def gmail(to: str, letter: str) -> bytes:
    """Return Gmail's report."""
    text = f"** Address not found **\n\nYour message wasn't delivered to {WHO} because the address couldn't be found."
    fields = (
        f"Final-Recipient: rfc822; {WHO}\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; gmail-smtp-in.example\n"
        "Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.\n"
        " 550 5.1.1 https://support.example/mail - gsmtp"
    )
    sender = "Mail Delivery Subsystem <mailer-daemon@googlemail.example>"
    return report(
        to, letter, text, fields, sender=sender, extra=f"In-Reply-To: {letter}\nX-Failed-Recipients: {WHO}\n"
    )


def vietnamese(to: str, letter: str) -> bytes:
    """Return a report in Vietnamese whose real code stands in the diagnostic line."""
    text = f"Thư của ông/bà không gửi được tới {WHO}: hộp thư không tồn tại."
    fields = (
        f"Final-Recipient: rfc822; {WHO}\nAction: failed\nStatus: 5.0.0\n"
        "Diagnostic-Code: smtp; 550 5.1.1 Địa chỉ không tồn tại"
    )
    return report(to, letter, text, fields, sender="Hệ thống thư <postmaster@thu.example>")


def exim(to: str, _letter: str) -> bytes:
    """Return Exim's report of the old kind: words alone."""
    return f"""Return-path: <>
X-Failed-Recipients: {WHO}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.example>
To: {to}
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {WHO}
    SMTP error from remote mail server after RCPT TO:<{WHO}>:
    host mx.nhacungcap.example [203.0.113.5]: 550 5.1.1 User unknown

------ This is a copy of the message, including all the headers. ------

Subject: Quyet dinh 5.2.2
""".encode()


def qmail(to: str, letter: str) -> bytes:
    """Return qmail's report."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.example
To: {to}
Subject: failure notice

Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{WHO}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: {letter}
""".encode()


def complaint(to: str, letter: str, kind: str = "abuse") -> bytes:
    """Return a feedback report (RFC 5965)."""
    return f"""From: <feedback@nhacungcap.example>
To: <postmaster@coquan.example>
Subject: FW: Lich cap nuoc
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="B2"

--B2
Content-Type: text/plain; charset=us-ascii

This is an email abuse report for an email message received from IP 192.0.2.1.

--B2
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <{to}>

--B2
Content-Type: message/rfc822

From: <tin@coquan.example>
To: <{WHO}>
Message-ID: {letter}
Subject: Lich cap nuoc

Noi dung
--B2--
""".replace("\n", "\r\n").encode()


def away(to: str, _letter: str) -> bytes:
    """Return the automatic answer of somebody on leave."""
    message = EmailMessage()
    message["From"], message["To"] = WHO, to
    message["Subject"] = "Trả lời tự động: Lịch cấp nước"
    message["Auto-Submitted"] = "auto-replied (vacation)"
    message.set_content("Tôi nghỉ phép đến ngày 05/01. Hộp thư không ai đọc, user unknown.")
    return message.as_bytes()


def person(to: str, _letter: str) -> bytes:
    """Return what somebody wrote by hand."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = WHO, to, "Re: Lịch cấp nước"
    message.set_content("Cảm ơn, cho hỏi mấy giờ có nước?")
    return message.as_bytes()


HARD = {
    "postfix": (postfix, "5.1.1"),
    "microsoft": (microsoft, "5.1.10"),
    "gmail": (gmail, "5.1.1"),
    "vietnamese": (vietnamese, "5.1.1"),
    "exim": (exim, "5.1.1"),
    "qmail": (qmail, "5.1.1"),
}
