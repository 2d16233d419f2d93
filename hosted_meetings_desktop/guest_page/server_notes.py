"""The notes for the clinic's IT that lie beside an exported guest page."""

from __future__ import annotations

from collections.abc import Mapping

_TEXT = """\
Guest page of Hosted Meetings
=============================

Patients open this page with their personal link and take part in a visit in their browser, with nothing to install.
It is a set of plain files: no database, no program on the server, no cookies.

1. Put the whole folder on a web server, for example as https://join.your-clinic.example/
2. Enter that address in Hosted Meetings: Settings, Guest page.
3. Copy a link of a test meeting and open it on a phone.

What the server has to do
-------------------------
* Serve over HTTPS with a certificate that phones trust. Browsers give no camera to a page without it.
* Send .js as text/javascript, .json as application/json, .svg as image/svg+xml, .css as text/css.
* Send the headers below. index.html carries the same content policy, so that the page is safe without them too;
  only the protection against being shown inside another page (frame-ancestors) needs the header.
* Not change the files on the way: switch off "optimisers" that insert scripts.

What the page does
------------------
* The token in a link stands after the #, which browsers do not send to any server. The page takes it out of the
  address bar at once. Your server's log never sees it.
* It speaks to your server for its files and to the video service for the call. To nobody else: no fonts, no
  analytics, no content network. The content policy enforces that.
* clinic.json holds the clinic's name, phone, colours and languages. The program writes it anew with each export.

After an update of Hosted Meetings, export again into the same folder. Files that are not the page's are left alone;
one of ours that was changed by hand is kept beside the new one with the ending .edited. guest-page-files.json says
which files are the page's.

Headers
-------
@HEADERS@

nginx
-----
server {
    listen 443 ssl;
    server_name join.your-clinic.example;
    root /srv/guest-page;
    index index.html;
    autoindex off;
    include mime.types;
@NGINX@
}

Apache (needs mod_headers)
--------------------------
<Directory /srv/guest-page>
    Options -Indexes
    DirectoryIndex index.html
    AddType text/javascript .js
@APACHE@
</Directory>

IIS (web.config in the folder)
------------------------------
<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <system.webServer>
    <directoryBrowse enabled="false" />
    <staticContent>
      <remove fileExtension=".json" /><mimeMap fileExtension=".json" mimeType="application/json" />
      <remove fileExtension=".wav" /><mimeMap fileExtension=".wav" mimeType="audio/wav" />
    </staticContent>
    <httpProtocol><customHeaders>
@IIS@
    </customHeaders></httpProtocol>
  </system.webServer>
</configuration>
"""


def server_notes(headers: Mapping[str, str]) -> str:
    """Return the notes with these headers, as they stand in the common servers' configuration."""
    sent = {**headers, "Strict-Transport-Security": "max-age=31536000"}
    return (
        _TEXT.replace("@HEADERS@", "\n".join(f"{name}: {value}" for name, value in sent.items()))
        .replace("@NGINX@", "\n".join(f'    add_header {name} "{value}" always;' for name, value in sent.items()))
        .replace("@APACHE@", "\n".join(f'    Header always set {name} "{value}"' for name, value in sent.items()))
        .replace("@IIS@", "\n".join(f'      <add name="{name}" value="{value}" />' for name, value in sent.items()))
    )
