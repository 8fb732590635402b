#include "src/writer/writer_library.h"

#include <exception>
#include <memory>

#include "dsp/error.h"
#include "src/writer/transformer_writer.h"

bool ariosoOpenWriter(const std::string& weights, const arioso::EventModel*& model,
                      std::string& out, int& code) {
    try {
        static std::unique_ptr<arioso::EventModel> kept;
        kept = arioso::TransformerWriter::load(weights);
        model = kept.get();
        return true;
    } catch (const arioso::Error& error) {
        code = static_cast<int>(error.code());
        out = error.what();
    } catch (const std::exception& error) {
        code = static_cast<int>(arioso::ExitCode::Model);
        out = error.what();
    }
    return false;
}
