"""A real Nominatim with PostgreSQL and PostGIS on loopback, asked through geopy.

The server is imported from an OSM file made here, in about half a minute, and stopped at the end.
It needs Debian's postgresql, postgresql-postgis, osm2pgsql and osmium-tool, and the command
`nominatim` (packages nominatim-db and nominatim-api) on the path or named by MAPPER_NOMINATIM.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from mapper.gazetteer.online import open_geocoder

pytestmark = [pytest.mark.server, pytest.mark.slow]

PLACES = [
    ("Artyom", 43.3502, 132.1596, {"place": "city", "population": "109000"}),
    ("Vladivostok", 43.1150, 131.8855, {"place": "city", "population": "603000"}),
    ("Khasan", 42.4283, 130.6456, {"place": "village"}),
    ("Knevichi", 43.3990, 132.1480, {"aeroway": "aerodrome"}),
    ("Artyom-Primorsky 1", 43.3542, 132.1920, {"railway": "station"}),
    ("Vostochny Cosmodrome", 51.8844, 128.3336, {"aeroway": "spaceport"}),
]


def command_of_nominatim():
    beside = Path(sys.executable).with_name("nominatim")
    named = os.environ.get("MAPPER_NOMINATIM") or shutil.which("nominatim")
    return named or (str(beside) if beside.exists() else None)


def missing_parts():
    parts = {
        "PostgreSQL": any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        "osm2pgsql": shutil.which("osm2pgsql"),
        "osmium": shutil.which("osmium"),
        "nominatim": command_of_nominatim(),
    }
    return [name for name, found in parts.items() if not found]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_osm(path):
    lines = ['<?xml version="1.0"?>', '<osm version="0.6">']
    for number, (name, lat, lon, tags) in enumerate(PLACES, start=1):
        lines.append(
            f'<node id="{number}" lat="{lat}" lon="{lon}" version="1" '
            'timestamp="2023-09-01T00:00:00Z">'
        )
        for key, value in {"name": name, **tags}.items():
            lines.append(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>")
        lines.append("</node>")
    path.write_text("\n".join([*lines, "</osm>"]), "utf8")


class Server:
    """A cluster of its own, an import, and a server, each stopped by its own hand."""

    def __init__(self, folder):
        self.folder = folder
        self.bin = max(Path("/usr/lib/postgresql").glob("*/bin"))
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        self.database_port, self.port = free_port(), free_port()
        self.environment = {**os.environ, "PATH": f"{self.bin}:{os.environ['PATH']}"}
        self.running = None

    def postgres(self, program, *arguments):
        as_user = {"user": self.user} if os.geteuid() == 0 else {}
        subprocess.run(
            [self.bin / program, *map(str, arguments)], check=True, cwd=self.folder,
            stdout=subprocess.DEVNULL, **as_user,
        )  # fmt: skip

    def start_database(self):
        data = self.folder / "cluster"
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.postgres("initdb", "-D", data, "-U", "mapper", "--auth", "trust", "-E", "UTF8")
        options = (
            f"-p {self.database_port} -k {self.folder} -c listen_addresses=127.0.0.1 "
            "-c fsync=off -c synchronous_commit=off"
        )
        self.postgres("pg_ctl", "-D", data, "-w", "-l", self.folder / "log", "-o", options, "start")
        server = ["-h", "127.0.0.1", "-p", self.database_port, "-U", "mapper"]
        self.postgres("createuser", *server, "--login", "www-data")

    def fill(self):
        project = self.folder / "project"
        project.mkdir()
        write_osm(project / "t.osm")
        (project / ".env").write_text(
            'NOMINATIM_DATABASE_DSN="pgsql:dbname=nominatim;host=127.0.0.1;'
            f'port={self.database_port};user=mapper"\n'
        )
        self.call(project, "osmium", "cat", "t.osm", "-o", "t.osm.pbf")
        self.call(
            project, command_of_nominatim(), "import", "--osm-file", "t.osm.pbf",
            "--no-updates", "--offline", "--threads", "1",
        )  # fmt: skip
        serve = ["serve", "--engine", "falcon", "--server", f"127.0.0.1:{self.port}"]
        self.running = subprocess.Popen(
            [command_of_nominatim(), *serve], cwd=project, env=self.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.wait()

    def call(self, project, *command):
        done = subprocess.run(
            command, cwd=project, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]

    def wait(self):
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.2):
                return
            time.sleep(0.2)
        message = "the server did not come up in 20 s"
        raise TimeoutError(message)

    def stop(self):
        if self.running:
            self.running.terminate()
            self.running.wait(20)
        data = self.folder / "cluster"
        if data.exists():
            self.postgres("pg_ctl", "-D", data, "-m", "immediate", "stop")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    if missing := missing_parts():
        pytest.skip(f"no geocoding server can be made here: {', '.join(missing)} missing")
    folder = tmp_path_factory.mktemp("nominatim")
    for parent in [folder, *folder.parents[:2]]:
        parent.chmod(0o755)
    made = Server(folder)
    try:
        made.start_database()
        made.fill()
        yield made
    finally:
        made.stop()


def asker(server, tmp_path):
    return open_geocoder(
        "nominatim",
        user_agent="mapper-tests desk@planet.example",
        cache=tmp_path / "online.sqlite",
        gap_s=0.0,
        domain=f"127.0.0.1:{server.port}",
        scheme="http",
    )


@pytest.mark.parametrize(("name", "lat", "lon", "tags"), PLACES)
def test_a_real_server_finds_its_places(server, tmp_path, name, lat, lon, tags):
    answer = asker(server, tmp_path).geocode(name)
    place = answer.places[0]
    assert (round(place.lat, 3), round(place.lon, 3)) == (round(lat, 3), round(lon, 3))
    assert place.kind == ("city" if "place" in tags else "facility")


def test_a_real_server_does_not_know_a_name(server, tmp_path):
    assert asker(server, tmp_path).geocode("Xyzzyville").places == ()
    assert asker(server, tmp_path).geocode("Xyzzyville").cached
