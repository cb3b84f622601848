# The app's own role, made once, when the database is: the image of `db` reads this with bash.
# What it may do with the tables is granted after each migration (casework/audit/roles.py).
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set word="$(cat /run/secrets/app_password)" <<'SQL'
CREATE ROLE casework_app LOGIN PASSWORD :'word';
REVOKE ALL ON DATABASE casework FROM PUBLIC;
GRANT CONNECT ON DATABASE casework TO casework_app;
SQL
